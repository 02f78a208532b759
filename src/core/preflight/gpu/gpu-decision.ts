import { isNewEnough } from "./gpu-image.ts";
import { gpuError } from "./gpu-failure.ts";
import { bestGpu, inequality, isUsable, pairsByMerit, shortName, smallerMemory } from "./gpu-topology.ts";
import type { GpuPair } from "./gpu-topology.ts";
import type { GpuObservation } from "./gpu-query.ts";
import type { Gpu, GpuChoice, GpuError, GpuNeed, GpuReport } from "./gpu-report.ts";

export interface GpuQuestion extends GpuObservation {
  readonly choice: GpuChoice;
  readonly need: GpuNeed;
  /** The compute capability that the images need, where a card below it would be chosen and another is there. */
  readonly oldestCard?: string;
}

type Decision = Pick<GpuReport, "selected" | "layer" | "reason" | "error">;

/**
 * Which GPUs the model server gets and which layer that selects. Decided by what the hardware is, never by what is
 * free now, so that the same box always gets the same plan. `--gpu` plans for another box, whatever this one has.
 */
export function decideGpu(question: GpuQuestion): GpuReport {
  const { gpus, links, troubles, nvlinks } = question;
  const usable = gpus.filter((gpu) => isUsable(gpu) && !isBelow(gpu, question));
  const pairs = pairsByMerit(usable, links);
  const pair = pairs.find((pair) => inequality(pair) === undefined) ?? pairs[0];
  return {
    gpus,
    links,
    nvlink: pair?.link?.nvlink ?? false,
    ...decision(question, usable, pair),
    ...(troubles === undefined ? {} : { troubles }),
    ...(nvlinks === undefined ? {} : { nvlinks }),
  };
}

function isBelow({ computeCapability }: Gpu, { oldestCard }: GpuQuestion): boolean {
  return oldestCard !== undefined && computeCapability !== "" && !isNewEnough(computeCapability, oldestCard);
}

function decision(question: GpuQuestion, usable: readonly Gpu[], pair: GpuPair | undefined): Decision {
  switch (question.choice) {
    case "none":
      return withoutGpu(`--gpu none: planned without a GPU${hint(question.need)}`);
    case "single":
      return asSingle(usable);
    case "multi":
      return asMulti(usable, pair);
    case "auto":
      return question.need === "none"
        ? withoutGpu("this environment uses no GPU")
        : byHardware(question, usable, pair);
  }
}

function hint(need: GpuNeed): string {
  return need === "required" ? ", although this environment asks for one" : "";
}

function withoutGpu(reason: string): Decision {
  return { selected: [], layer: "none", reason, error: null };
}

function asSingle(usable: readonly Gpu[]): Decision {
  const gpu = bestGpu(usable);
  return gpu === undefined
    ? {
        selected: [0],
        layer: "single-gpu",
        reason: "--gpu single: planned for a box with one GPU, which this one lacks",
        error: null,
      }
    : { selected: [gpu.index], layer: "single-gpu", reason: `--gpu single: ${named(gpu)}`, error: null };
}

function asMulti(usable: readonly Gpu[], pair: GpuPair | undefined): Decision {
  const reason =
    pair === undefined
      ? `--gpu multi: planned for a box with two GPUs; this one has ${usable.length === 0 ? "none" : "one"}`
      : `--gpu multi: ${describe(pair, usable.length)}${caveat(pair)}`;
  return { selected: pair === undefined ? [0, 1] : indices(pair), layer: "multi-gpu", reason, error: null };
}

function caveat(pair: GpuPair): string {
  const why = inequality(pair);
  return why === undefined ? "" : `, although ${why}`;
}

function byHardware(question: GpuQuestion, usable: readonly Gpu[], pair: GpuPair | undefined): Decision {
  const best = bestGpu(usable);
  if (best === undefined) return unusable(question);
  const why = pair === undefined ? undefined : reasonAgainst(pair, best);
  if (pair !== undefined && why === undefined) {
    return {
      selected: indices(pair),
      layer: "multi-gpu",
      reason: describe(pair, usable.length),
      error: null,
    };
  }
  const reason =
    why === undefined ? `one ${named(best)}${leftOut(question)}` : `${named(best)} alone: ${why}`;
  return { selected: [best.index], layer: "single-gpu", reason, error: null };
}

/** Two small cards are not worth more than the large one beside them. */
function reasonAgainst(pair: GpuPair, best: Gpu): string | undefined {
  return best.memoryTotalMiB > 2 * smallerMemory(pair)
    ? `it has more memory than GPU ${pair.first.index} and GPU ${pair.second.index} together`
    : inequality(pair);
}

function unusable({ gpus, error, need }: GpuQuestion): Decision {
  const cause = error ?? noneUsable(gpus);
  const layer = need === "required" ? undefined : "none";
  const consequence = need === "required" ? "and this environment requires one" : "so it runs without one";
  return {
    selected: [],
    layer,
    reason: `no GPU can be used, ${consequence}: ${cause.message}`,
    error: cause,
  };
}

function noneUsable(gpus: readonly Gpu[]): GpuError {
  if (gpus.length === 0) return gpuError("no-devices", "nvidia-smi shows no GPU");
  const faulty = gpus.filter(({ fault }) => fault !== undefined);
  if (faulty.length === 0) return gpuError("mig-enabled", `every GPU is split by MIG (${numbers(gpus)})`);
  const faults = faulty.map(({ index, fault }) => `GPU ${index}: ${fault ?? ""}`).join(", ");
  const code = faulty.every(({ fault }) => /power/iu.test(fault ?? "")) ? "power" : "gpu-lost";
  return gpuError(code, `nvidia-smi said "${faults}"`);
}

function leftOut(question: GpuQuestion): string {
  const { gpus, oldestCard = "" } = question;
  const faulty = gpus.filter(({ fault }) => fault !== undefined);
  const split = gpus.filter((gpu) => gpu.mig && gpu.fault === undefined);
  const old = gpus.filter((gpu) => isUsable(gpu) && isBelow(gpu, question));
  return [
    ...faulty.map(({ index, fault }) => `; GPU ${index} is left out (${fault ?? ""})`),
    ...(split.length === 0 ? [] : [`; GPU ${numbers(split)} is split by MIG and left out`]),
    ...(old.length === 0 ? [] : [`; without GPU ${numbers(old)}: the images need ${oldestCard}`]),
  ].join("");
}

function numbers(gpus: readonly Gpu[]): string {
  return gpus.map(({ index }) => index).join(", ");
}

function indices({ first, second }: GpuPair): readonly number[] {
  return [first.index, second.index];
}

function named(gpu: Gpu): string {
  return `${shortName(gpu)} (GPU ${gpu.index})`;
}

/** "two RTX 3090 joined by NVLink (NV4)"; which two, where there are more. */
function describe({ first, second, link }: GpuPair, usable: number): string {
  const [one, other] = [shortName(first), shortName(second)];
  const which = usable > 2 ? ` (GPU ${first.index} and ${second.index})` : "";
  const cards = `${one === other ? `two ${one}` : `${one} and ${other}`}${which}`;
  if (link === undefined) return `${cards}; how they are linked could not be read`;
  return link.nvlink
    ? `${cards} joined by NVLink (${link.type})`
    : `${cards} over PCIe (${link.type}), without NVLink`;
}
