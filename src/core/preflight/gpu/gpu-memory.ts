import { composeLabels } from "../../../world/compose/labels.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass } from "../finding.ts";
import type { FindingData } from "../finding.ts";
import type { Sibling } from "../port/wanted-ports.ts";
import { shortName } from "./gpu-topology.ts";
import { gpuTimeoutMs, observeGpuProcesses } from "./gpu-query.ts";
import type { GpuProcess } from "./gpu-query.ts";
import type { Gpu, GpuReport } from "./gpu-report.ts";

/** Memory that one container of a service takes on each GPU it has. */
export interface VramShare {
  readonly service: string;
  readonly perGpuMiB: number;
  /** Indices. */
  readonly gpus: readonly number[];
  readonly containers: number;
}

export interface GpuMemoryNeeds {
  readonly report: GpuReport;
  readonly shares: readonly VramShare[];
  /** What its containers hold already is not missing. */
  readonly project: string;
  /** Other environments of this stack, with the command that stops each. */
  readonly siblings?: readonly Sibling[];
}

interface GpuMemoryObservation {
  readonly processes: readonly GpuProcess[];
  readonly ownContainers: ReadonlySet<string>;
  /** All of the engine, to tell whose a process is. */
  readonly containers: readonly Container[];
}

/** Is as much GPU memory free as the plan takes? vLLM gives up at once when it is not. */
export function gpuMemoryCheck(needs: GpuMemoryNeeds): Check {
  return check({
    name: "gpu-memory",
    timeoutMs: gpuTimeoutMs,
    observe: async (world, signal) => observeMemory(world, needs.project, signal),
    judge: (seen) => judgeGpuMemory(needs, seen),
  });
}

async function observeMemory(
  world: World,
  project: string,
  signal: AbortSignal,
): Promise<GpuMemoryObservation> {
  const [processes, containers, all] = await Promise.all([
    observeGpuProcesses(world, signal),
    world.engine.containers({ project }),
    world.engine.containers({ project: undefined }),
  ]);
  const own = containers.kind === "ok" ? containers.value.map(({ id }) => id) : [];
  return { processes, ownContainers: new Set(own), containers: all.kind === "ok" ? all.value : [] };
}

function judgeGpuMemory(needs: GpuMemoryNeeds, seen: GpuMemoryObservation): readonly Finding[] {
  const { report } = needs;
  return report.gpus
    .filter(({ index, memoryTotalMiB }) => report.selected.includes(index) && memoryTotalMiB > 0)
    .flatMap((gpu) => judgeCard(gpu, needs, seen));
}

function judgeCard(gpu: Gpu, needs: GpuMemoryNeeds, seen: GpuMemoryObservation): readonly Finding[] {
  const on = needs.shares.filter(({ gpus }) => gpus.includes(gpu.index));
  const wantedMiB = on.reduce((sum, { perGpuMiB, containers }) => sum + perGpuMiB * containers, 0);
  if (wantedMiB === 0) return [];
  const here = seen.processes.filter(({ uuid }) => uuid === gpu.uuid);
  const own = here.filter(
    ({ containerId }) => containerId !== undefined && seen.ownContainers.has(containerId),
  );
  const freeMiB = gpu.memoryFreeMiB + own.reduce((sum, { usedMiB }) => sum + usedMiB, 0);
  const data = { gpu: gpu.index, freeMiB, wantedMiB, totalMiB: gpu.memoryTotalMiB };
  const card = `GPU ${gpu.index} (${shortName(gpu)})`;
  if (wantedMiB > gpu.memoryTotalMiB) return [tooSmall(card, on, data)];
  return freeMiB >= wantedMiB
    ? [pass("gpu.memory-taken", `${card}: ${freeMiB} MiB free, ${wantedMiB} MiB wanted`, data)]
    : [
        taken(
          card,
          here
            .filter((process) => !own.includes(process))
            .map((process) => holderOf(process, seen.containers, needs.siblings ?? [])),
          data,
        ),
      ];
}

function tooSmall(card: string, on: readonly VramShare[], data: FindingData<"gpu.memory-total">): Finding {
  return fail("gpu.memory-total", {
    title: `${card} has ${data.totalMiB} MiB; ${on.map(({ service }) => service).join(" and ")} would take ${data.wantedMiB} MiB`,
    fix: "choose a smaller model, or run fewer services on it: --only",
    data,
  });
}

/** Who holds memory, and how that ends without harm: a process in a container is its container's, not one to kill. */
interface Holder {
  readonly process: GpuProcess;
  readonly name: string;
  readonly stop: string;
  readonly environment: string | null;
}

function holderOf(
  process: GpuProcess,
  containers: readonly Container[],
  siblings: readonly Sibling[],
): Holder {
  const { id, name, usedMiB, containerId } = process;
  const container = containers.find((one) => one.id === containerId);
  if (container === undefined) {
    const inside = containerId === undefined ? "" : "in a container of another engine, ";
    return {
      process,
      name: `${name} (${inside}process ${id}, ${usedMiB} MiB)`,
      stop: `kill ${id}`,
      environment: null,
    };
  }
  const project = container.labels[composeLabels.project];
  const sibling = siblings.find((one) => one.project === project);
  const service = container.labels[composeLabels.service] ?? container.name;
  const whose = sibling?.name ?? (project === undefined ? undefined : `the project ${project}`);
  return {
    process,
    name:
      whose === undefined
        ? `the container ${container.name} (${usedMiB} MiB)`
        : `${service} of ${whose} (container ${container.name}, ${usedMiB} MiB)`,
    stop: sibling?.stop ?? `docker stop ${container.name}`,
    environment: sibling?.name ?? null,
  };
}

function taken(card: string, others: readonly Holder[], data: FindingData<"gpu.memory-total">): Finding {
  const stops = [...new Set(others.map(({ stop }) => stop))];
  const kills = stops.flatMap((stop) => /^kill (\d+)$/u.exec(stop)?.[1] ?? []);
  const ways = [
    ...stops.filter((stop) => !stop.startsWith("kill ")),
    ...(kills.length === 0 ? [] : [`kill ${kills.join(" ")}`]),
  ];
  return fail("gpu.memory-taken", {
    title: `${card} has ${data.freeMiB} MiB free; ${data.wantedMiB} MiB are wanted`,
    detail:
      others.length > 0
        ? `held by ${others.map(({ name }) => name).join(", ")}`
        : "no process that can be seen from here holds it: perhaps a desktop, or another user's",
    fix:
      ways.length > 0
        ? `end what is not needed: ${ways.join("; ")}`
        : "see what holds it: sudo fuser -v /dev/nvidia*",
    data: {
      ...data,
      processes: others.map(({ process: { id, name, usedMiB }, environment }) => ({
        id,
        name,
        usedMiB,
        ...(environment === null ? {} : { environment }),
      })),
    },
  });
}
