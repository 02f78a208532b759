import type { Gpu } from "./gpu-report.ts";

/** What is asked of `nvidia-smi --query-gpu`. The name comes last: it is the only answer that may hold a comma. */
export const gpuFields = [
  "index",
  "uuid",
  "memory.total",
  "memory.free",
  "compute_cap",
  "driver_version",
  "mig.mode.current",
  "name",
] as const;

export type GpuField = (typeof gpuFields)[number];

/** The cards in the CSV that was asked for with `fields`. Lines that are no card (a header, a warning) are left out. */
export function parseGpus(text: string, fields: readonly GpuField[] = gpuFields): readonly Gpu[] {
  const gpus = text.split(/\r?\n/).flatMap((line) => parseGpu(cellsOf(line, fields)));
  return gpus.filter((gpu, position) => gpus.findIndex(({ index }) => index === gpu.index) === position);
}

function cellsOf(line: string, fields: readonly GpuField[]): ReadonlyMap<GpuField, string> {
  const parts = line.split(",").map((part) => part.trim());
  const last = fields.length - 1;
  return new Map(
    fields.map((field, position) => [
      field,
      position === last ? parts.slice(last).join(", ") : (parts[position] ?? ""),
    ]),
  );
}

function parseGpu(cells: ReadonlyMap<GpuField, string>): readonly Gpu[] {
  const cell = (field: GpuField) => known(cells.get(field) ?? "");
  const uuid = cell("uuid");
  if (!/^\d{1,4}$/.test(cell("index")) || !uuid.startsWith("GPU-")) return [];
  return [
    {
      index: Number(cell("index")),
      uuid,
      name: cell("name") === "" ? "NVIDIA GPU" : cell("name"),
      memoryTotalMiB: mebibytes(cell("memory.total")),
      memoryFreeMiB: mebibytes(cell("memory.free")),
      computeCapability: version(cell("compute_cap")),
      driverVersion: version(cell("driver_version")),
      mig: cell("mig.mode.current").toLowerCase() === "enabled",
    },
  ];
}

/** nvidia-smi brackets what it cannot tell: [N/A], [Not Supported], [Unknown Error], [GPU requires reset]. */
function known(cell: string): string {
  return cell.startsWith("[") || cell === "N/A" ? "" : cell;
}

/** Some versions append the unit although told not to. */
function mebibytes(cell: string): number {
  const digits = /^(\d{1,12})(?:\s*MiB)?$/.exec(cell)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

function version(cell: string): string {
  return /^\d+(\.\d+)*$/.test(cell) ? cell : "";
}
