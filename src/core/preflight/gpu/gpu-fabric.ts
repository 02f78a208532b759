import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, warn } from "../finding.ts";
import type { Gpu, GpuReport } from "./gpu-report.ts";

interface FabricObservation {
  /** Cards of the plan whose programs would end with "system not yet initialized". */
  readonly apart: readonly Gpu[];
  /** The switches that join cards are here, as their devices say. */
  readonly hasSwitches: boolean;
  /** As systemctl has it: active, inactive, failed; "" where it does not tell. */
  readonly service: string;
}

/** Cards on a board with NVSwitches compute nothing before the fabric manager has joined them. */
export function gpuFabricCheck(report: GpuReport): Check {
  return check({
    name: "gpu-fabric",
    observe: async (world, signal) => observeFabric(world, report, signal),
    judge: (seen) => judgeFabric(report, seen),
  });
}

async function observeFabric(
  world: World,
  { gpus, selected }: GpuReport,
  signal: AbortSignal,
): Promise<FabricObservation> {
  const apart = gpus.filter((gpu) => selected.includes(gpu.index) && isApart(gpu));
  const hasSwitches = (await world.files.list("/dev")).some((name) => /^nvidia-nvswitch\d+$/u.test(name));
  const service = hasSwitches || apart.length > 0 ? await serviceState(world, signal) : "";
  return { apart, hasSwitches, service };
}

function isApart({ fabric }: Gpu): boolean {
  if (fabric === undefined) return false;
  return !/^completed$/iu.test(fabric.state) || !/^(?:success|)$/iu.test(fabric.status);
}

async function serviceState(world: World, signal: AbortSignal): Promise<string> {
  const request = { command: "systemctl", args: ["is-active", "nvidia-fabricmanager"] };
  const result = await world.processes.run({ ...request, timeoutMs: 4_000, signal });
  return result.kind === "exited" ? result.stdout.trim() : "";
}

function judgeFabric(report: GpuReport, seen: FabricObservation): readonly Finding[] {
  const { apart, hasSwitches, service } = seen;
  const branch = report.gpus[0]?.driverVersion.split(".")[0] ?? "";
  const fix =
    service === "active"
      ? "see what it waits for: journalctl -u nvidia-fabricmanager -n 50; then sudo systemctl restart nvidia-fabricmanager"
      : `sudo systemctl enable --now nvidia-fabricmanager; where there is none: sudo apt install nvidia-fabricmanager-${branch} (of exactly the driver's version)`;
  const [first] = apart;
  if (first !== undefined) {
    const { state = "", status = "" } = first.fabric ?? {};
    const title = `${apart.length === 1 ? "a card is" : `${apart.length} cards are`} not joined to the fabric of NVSwitches`;
    return [
      fail("gpu.fabric", {
        title: `${title}: ${state}${status === "" ? "" : `, ${status}`}`,
        detail: `every program would end with CUDA error 802, "system not yet initialized"${service === "" ? "" : `; nvidia-fabricmanager is ${service}`}`,
        fix,
        data: { gpus: apart.map(({ index }) => index), state, status, service },
      }),
    ];
  }
  // older drivers say nothing of the fabric: then only its service tells
  const isSilent = hasSwitches && report.gpus.every(({ fabric }) => fabric === undefined);
  if (!isSilent || service === "" || service === "active" || service === "activating") return [];
  return [
    warn("gpu.fabric", {
      title: `this machine has NVSwitches, and nvidia-fabricmanager is ${service}`,
      detail:
        'unless another program joins the cards, every one ends with CUDA error 802, "system not yet initialized"',
      fix,
      data: { gpus: [], state: "", status: "", service },
    }),
  ];
}
