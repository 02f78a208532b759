import type { GpuLink } from "./gpu-report.ts";

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
