import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, warn } from "../finding.ts";
import { gpuTimeoutMs, nvidiaSmi, standardOutput } from "./gpu-query.ts";

interface GpuHealth {
  readonly index: number;
  readonly computeMode: string;
  /** Undefined on cards without error correction. */
  readonly uncorrectedErrors: number | undefined;
}

interface GpuHealthObservation {
  readonly cards: readonly GpuHealth[];
  /** Lines of the kernel's log since it started; none where this user may not read it. */
  readonly kernelLog: string;
}

/** Signs of a card that is failing, or set so that two programs cannot share it. */
export function gpuHealthCheck(selected: readonly number[]): Check {
  return check({
    name: "gpu-health",
    timeoutMs: gpuTimeoutMs,
    observe: observeHealth,
    judge: (seen) => judgeHealth(selected, seen),
  });
}

async function observeHealth(world: World, signal: AbortSignal): Promise<GpuHealthObservation> {
  const query = [
    "--query-gpu=index,compute_mode,ecc.errors.uncorrected.volatile.total",
    "--format=csv,noheader,nounits",
  ];
  const log = {
    command: "journalctl",
    args: ["-k", "-b", "-q", "--no-pager", "-n", "50", "-g", "NVRM: Xid"],
  };
  const [cards, kernel] = await Promise.all([
    nvidiaSmi(world, query, signal),
    world.processes.run({ ...log, timeoutMs: 4_000, signal }),
  ]);
  return { cards: parseHealth(standardOutput(cards)), kernelLog: standardOutput(kernel) };
}

function parseHealth(text: string): readonly GpuHealth[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [index = "", computeMode = "", errors = ""] = line.split(",").map((cell) => cell.trim());
    if (!/^\d{1,4}$/.test(index)) return [];
    const uncorrectedErrors = /^\d{1,12}$/.test(errors) ? Number(errors) : undefined;
    return [{ index: Number(index), computeMode, uncorrectedErrors }];
  });
}

function judgeHealth(
  selected: readonly number[],
  { cards, kernelLog }: GpuHealthObservation,
): readonly Finding[] {
  const used = cards.filter(({ index }) => selected.includes(index));
  return [...used.flatMap(judgeMode), ...used.flatMap(judgeErrors), ...judgeXid(kernelLog)];
}

function judgeMode({ index, computeMode }: GpuHealth): readonly Finding[] {
  if (!/prohibited|exclusive/i.test(computeMode)) return [];
  const parts = {
    title: `GPU ${index} is in compute mode ${computeMode.replace("_", " ")}`,
    detail: /prohibited/i.test(computeMode)
      ? "no program may compute on it"
      : "only one program at a time may compute on it",
    fix: `sudo nvidia-smi -i ${index} -c DEFAULT`,
    data: { gpu: index, computeMode },
  };
  return [
    /prohibited/i.test(computeMode) ? fail("gpu.compute-mode", parts) : warn("gpu.compute-mode", parts),
  ];
}

function judgeErrors({ index, uncorrectedErrors }: GpuHealth): readonly Finding[] {
  if (uncorrectedErrors === undefined || uncorrectedErrors === 0) return [];
  return [
    warn("gpu.ecc", {
      title: `GPU ${index} has had ${uncorrectedErrors} memory errors that could not be corrected since it was started`,
      fix: "restart the computer; if they come back, the card is failing",
      data: { gpu: index, uncorrectedErrors },
    }),
  ];
}

/** Xid 13, 31, 43 and 45 are a program's fault; the rest speak of the card, its power or its slot. */
const programErrors = new Set([13, 31, 43, 45]);

function judgeXid(kernelLog: string): readonly Finding[] {
  const numbers = [...kernelLog.matchAll(/NVRM: Xid \([^)]*\): (\d{1,4})/g)].map((match) => Number(match[1]));
  const serious = [...new Set(numbers.filter((number) => !programErrors.has(number)))];
  if (serious.length === 0) return [];
  return [
    warn("gpu.xid", {
      title: `the NVIDIA driver has reported Xid ${serious.join(", ")} since this machine started`,
      detail: kernelLog.trim().split("\n").at(-1) ?? "",
      fix: "what each means: https://docs.nvidia.com/deploy/xid-errors/; 79 is a card that fell off the bus (power, slot)",
      data: { numbers: serious },
    }),
  ];
}
