import type { Gpu, GpuLink, GpuNvlinks } from "./gpu-report.ts";

/**
 * The links between GPUs in the matrix of `nvidia-smi topo -m`. Columns are found by name and cells by kind, not by
 * position: affinity columns come and go with versions, may be empty, and are set with tabs or spaces.
 */
export function parseTopology(text: string): readonly GpuLink[] {
  const lines = stripAnsi(text)
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/));
  const devices = lines.find(isHeader)?.filter((word) => !affinityWords.has(word)) ?? [];
  const rows = lines.filter((words) => isGpu(words[0] ?? "") && !isHeader(words));
  return uniqueLinks(rows.flatMap((words) => linksOfRow(words, devices)));
}

/** Words of the columns that are no device: "CPU Affinity", "NUMA Affinity", "GPU NUMA ID", "CPU NUMA ID". */
const affinityWords = new Set(["CPU", "NUMA", "GPU", "Affinity", "ID", "CPUAffinity"]);

/** The underlined header comes with ANSI codes even into a pipe. */
function stripAnsi(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences are control characters
  return text.replaceAll(/\u001b\[[0-9;:?]*[ -/]*[@-~]/g, "");
}

function isHeader(words: readonly string[]): boolean {
  return words.some(isGpu) && !words.slice(1).some(isLinkType);
}

function isGpu(word: string): boolean {
  return /^GPU\d{1,4}$/.test(word);
}

/** X is the device itself. SOC was SYS before CUDA 9; the legend of newer versions knows no other. */
function isLinkType(word: string): boolean {
  return /^(X|NV\d{1,3}|PIX|PXB|PHB|NODE|SYS|SOC|PSB|XGMI|N\/S|DIS|ERR!?)$/.test(word);
}

function linksOfRow(words: readonly string[], devices: readonly string[]): readonly GpuLink[] {
  const own = words[0] ?? "";
  const cells = words.slice(1).filter(isLinkType);
  // The X must stand under the row's own column, or the cells are not where the header says.
  if (cells[devices.indexOf(own)] !== "X") return [];
  return devices.flatMap((device, position) => {
    const type = cells[position];
    return isGpu(device) && device !== own && type !== undefined && type !== "X"
      ? [link(number(own), number(device), type)]
      : [];
  });
}

function link(one: number, other: number, type: string): GpuLink {
  return { a: Math.min(one, other), b: Math.max(one, other), type, nvlink: /^NV[1-9]/.test(type) };
}

function number(device: string): number {
  return Number(device.slice("GPU".length));
}

/** The matrix names each link twice. */
function uniqueLinks(links: readonly GpuLink[]): readonly GpuLink[] {
  return links
    .filter((link, position) => links.findIndex(({ a, b }) => a === link.a && b === link.b) === position)
    .toSorted((one, other) => one.a - other.a || one.b - other.b);
}

/**
 * What `nvidia-smi nvlink --status` can tell where the matrix cannot be read: two cards alone in a box with the same
 * number of active links are joined to each other. With more cards it does not say who is joined to whom.
 */
export function linksFromNvlinkStatus(text: string): readonly GpuLink[] {
  const [first, second, ...others] = nvlinkStates(text);
  if (first === undefined || second === undefined || others.length > 0) return [];
  if (first.active === 0 || first.active !== second.active) return [];
  const [a, b] = [Math.min(first.gpu, second.gpu), Math.max(first.gpu, second.gpu)];
  return [{ a, b, type: `NV${first.active}`, nvlink: true }];
}

/** Of each card that `nvidia-smi nvlink --status` names links of; a card without any is left out. */
export function nvlinkStates(text: string): readonly GpuNvlinks[] {
  const states = new Map<number, { readonly active: number; readonly someInactive: boolean }>();
  let current: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const gpu = /^\s*GPU (\d{1,4}):/.exec(line)?.[1];
    current = gpu === undefined ? current : Number(gpu);
    const state = states.get(current ?? -1) ?? { active: 0, someInactive: false };
    if (gpu === undefined && current !== undefined) {
      if (/^\s*Link \d+: [\d.]+ GB\/s/.test(line))
        states.set(current, { ...state, active: state.active + 1 });
      // "Link 2: <inactive>", and of old, of all of them: "as all links are inActive"
      if (/^\s*Link \d+: <?inactive|all links are inactive/i.test(line))
        states.set(current, { ...state, someInactive: true });
    }
  }
  return [...states].map(([index, state]) => ({ gpu: index, ...state }));
}

/** Whole, and answering. */
export function isUsable({ mig, fault }: Gpu): boolean {
  return !mig && fault === undefined;
}

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

function isTooOld(gpu: Gpu): boolean {
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
