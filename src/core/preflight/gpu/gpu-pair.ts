import type { Gpu, GpuLink } from "./gpu-report.ts";

export interface GpuPair {
  readonly first: Gpu;
  readonly second: Gpu;
  /** Undefined where the topology could not be read. */
  readonly link: GpuLink | undefined;
}

/** Every pair of these cards, the best first: joined by most NVLinks, then with most memory, then nearest on PCIe. */
export function pairsByMerit(gpus: readonly Gpu[], links: readonly GpuLink[]): readonly GpuPair[] {
  const pairs = gpus.flatMap((first, position) =>
    gpus.slice(position + 1).map((second) => ({ first, second, link: linkOf(first, second, links) })),
  );
  return pairs.toSorted(
    (one, other) =>
      nvlinks(other.link) - nvlinks(one.link) ||
      smallerMemory(other) - smallerMemory(one) ||
      nearness(other.link) - nearness(one.link) ||
      one.first.index - other.first.index ||
      one.second.index - other.second.index,
  );
}

function linkOf(first: Gpu, second: Gpu, links: readonly GpuLink[]): GpuLink | undefined {
  return links.find(
    ({ a, b }) => (a === first.index && b === second.index) || (a === second.index && b === first.index),
  );
}

function nvlinks(link: GpuLink | undefined): number {
  return Number(/^NV(\d+)$/.exec(link?.type ?? "")?.[1] ?? 0);
}

/** Farthest first: across sockets, across host bridges, over one host bridge, over several switches, over one. */
const pcieDistances = ["SYS", "NODE", "PHB", "PXB", "PIX"];

function nearness(link: GpuLink | undefined): number {
  return pcieDistances.indexOf(link?.type ?? "");
}

/** What each card of a pair can give, as the smaller one sets the share. */
export function smallerMemory({ first, second }: GpuPair): number {
  return Math.min(first.memoryTotalMiB, second.memoryTotalMiB);
}

/**
 * Why these two cannot share a model by halves, undefined when they can. Tensor parallelism gives each card the same
 * share, so the smaller one sets the size, and vLLM runs on no card below 7.0.
 */
export function inequality({ first, second }: GpuPair): string | undefined {
  const [small, large] = [first, second].toSorted((one, other) => one.memoryTotalMiB - other.memoryTotalMiB);
  if (small === undefined || large === undefined) return undefined;
  const old = [first, second].find(isTooOld);
  if (old !== undefined)
    return `GPU ${old.index} (${shortName(old)}) has compute capability ${old.computeCapability}, below 7.0`;
  return small.memoryTotalMiB < 0.8 * large.memoryTotalMiB
    ? `GPU ${small.index} (${shortName(small)}, ${small.memoryTotalMiB} MiB) has less than 80 % of the memory of GPU ${large.index} (${shortName(large)}, ${large.memoryTotalMiB} MiB)`
    : undefined;
}

export function isTooOld(gpu: Gpu): boolean {
  return gpu.computeCapability !== "" && Number(gpu.computeCapability) < 7;
}

/** The card to take when it must be one. */
export function bestGpu(gpus: readonly Gpu[]): Gpu | undefined {
  return gpus.toSorted(
    (one, other) =>
      Number(isTooOld(one)) - Number(isTooOld(other)) ||
      other.memoryTotalMiB - one.memoryTotalMiB ||
      Number(other.computeCapability) - Number(one.computeCapability) ||
      one.index - other.index,
  )[0];
}

/** "RTX 3090" for "NVIDIA GeForce RTX 3090". */
export function shortName(gpu: Gpu): string {
  return gpu.name.replace(/^NVIDIA /, "").replace(/^GeForce /, "");
}
