import type { Gpu, GpuTrouble } from "./gpu-report.ts";

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

export type GpuField = (typeof gpuFields)[number] | "pci.bus_id" | "fabric.state" | "fabric.status";

/** How `nvidia-smi` ended; undefined where it was cut off. */
interface CardsSaid {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

export interface CardsRead {
  readonly gpus: readonly Gpu[];
  /** Of the cards that answered; none where one of them does not say where it is plugged in. */
  readonly busIds: readonly string[];
  readonly troubles: readonly GpuTrouble[];
}

/**
 * The cards in the CSV that was asked for with `fields`, and what it says is wrong with some of them. It answers for the
 * cards it reaches: of others it tells in a line of its own, in cells that hold an error, or in its exit code alone.
 */
export function readCards(said: CardsSaid, fields: readonly GpuField[]): CardsRead {
  const rows = rowsOf(said.stdout, fields);
  const gpus = cardsOf(rows);
  const busIds = rows.flatMap((cells) => busIdOf(cells.get("pci.bus_id") ?? "") ?? []);
  const told = [...lines(said.stdout), ...lines(said.stderr)].flatMap(troubleInLine);
  const nameless = rows.filter(isNameless).slice(told.filter(({ kind }) => kind !== "inforom").length);
  const troubles = [
    ...gpus.flatMap(troubleOfCard),
    ...uniqueTroubles(told),
    ...nameless.map((cells): GpuTrouble => ({ kind: "lost", said: unbracketed([...cells.values()][0]) })),
  ];
  return {
    gpus,
    busIds: busIds.length === gpus.length ? busIds : [],
    troubles: troubles.length > 0 || gpus.length === 0 ? troubles : troubleInExit(said.exitCode, gpus.length),
  };
}

/** The cards alone. Lines that are no card (a header, a warning) are left out. */
export function parseGpus(text: string, fields: readonly GpuField[] = gpuFields): readonly Gpu[] {
  return cardsOf(rowsOf(text, fields));
}

type Cells = ReadonlyMap<GpuField, string>;

function cardsOf(rows: readonly Cells[]): readonly Gpu[] {
  const gpus = rows.flatMap(parseGpu);
  return gpus.filter((gpu, position) => gpus.findIndex(({ index }) => index === gpu.index) === position);
}

/** In the order that was asked for, or that a header tells: some wrappers of nvidia-smi add one, in an order of theirs. */
function rowsOf(text: string, fields: readonly GpuField[]): readonly Cells[] {
  const [order = fields] = lines(text).flatMap((line) => headerOrder(line, fields));
  return lines(text).map((line) => cellsOf(line, order));
}

function headerOrder(line: string, fields: readonly GpuField[]): readonly (readonly GpuField[])[] {
  const names = line.split(",").map((cell) => cell.trim().replace(/ \[\w+\]$/u, ""));
  const order = names.flatMap((name) => fields.find((field) => field === name) ?? []);
  return order.length === names.length && order.length === fields.length ? [order] : [];
}

function cellsOf(line: string, fields: readonly GpuField[]): Cells {
  const parts = line.split(",").map((part) => part.trim());
  const extra = Math.max(0, parts.length - fields.length);
  const nameAt = fields.indexOf("name");
  return new Map(
    fields.map((field, position) => {
      const from = nameAt !== -1 && position > nameAt ? position + extra : position;
      return [field, parts.slice(from, from + (position === nameAt ? extra : 0) + 1).join(", ")];
    }),
  );
}

function parseGpu(cells: Cells): readonly Gpu[] {
  const cell = (field: GpuField) => known(cells.get(field) ?? "");
  const uuid = cell("uuid");
  const fault = faultOf(cells);
  const isCard = isUuid(uuid) || (isBracketed(cells.get("uuid")) && (cell("name") !== "" || fault !== ""));
  if (!/^\d{1,4}$/u.test(cell("index")) || !isCard) return [];
  const state = cell("fabric.state");
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
      ...(fault === "" ? {} : { fault }),
      ...(/^(?:not started|in progress|completed)$/iu.test(state)
        ? { fabric: { state, status: cell("fabric.status") } }
        : {}),
    },
  ];
}

/** Cards in the processor (Jetson) have UUIDs without the prefix. */
export function isUuid(text: string): boolean {
  return text.startsWith("GPU-") || /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(text);
}

/** nvidia-smi brackets what it cannot tell: [N/A], [Not Supported], [Unknown Error], [GPU requires reset]. */
function known(cell: string): string {
  return isBracketed(cell) || cell === "N/A" || cell === "ERR!" ? "" : cell;
}

function isBracketed(cell = ""): boolean {
  return cell.startsWith("[");
}

function unbracketed(cell = ""): string {
  return cell.replaceAll(/^\[|\]$/gu, "");
}

/** Words of NVML for a card that nothing can be asked of any more, whichever value was asked for. */
const gone =
  /gpu is lost|requires? (?:a )?reset|reset required|fallen off|not accessible|external power|no longer/iu;

/** What it says in place of what every card can tell; "" where all is well. Not to have a value is no fault. */
function faultOf(cells: Cells): string {
  const told = [...cells].filter(([, cell]) => isBracketed(cell) || cell === "ERR!");
  const [, dead] = told.find(([, cell]) => gone.test(cell)) ?? [];
  const [, broken] =
    told.find(
      ([field, cell]) => vital.has(field) && !/^\[(?:n\/a|not supported|not available)/iu.test(cell),
    ) ?? [];
  return unbracketed(dead ?? broken ?? "");
}

const vital: ReadonlySet<GpuField> = new Set(["uuid", "memory.total", "name"]);

/** A row for a card that could not even be given its number. */
function isNameless(cells: Cells): boolean {
  const values = [...cells.values()].filter((cell) => cell !== "");
  return values.length > 1 && values.every((cell) => isBracketed(cell)) && !/^\[n\/a/iu.test(values[0] ?? "");
}

function troubleOfCard({ index, fault }: Gpu): readonly GpuTrouble[] {
  if (fault === undefined) return [];
  return [{ kind: /power/iu.test(fault) ? "power" : "lost", gpu: index, said: fault }];
}

/** Of one card, by its address on the bus: "Unable to determine the device handle for GPU0000:02:00.0: Unknown Error". */
function troubleInLine(line: string): readonly GpuTrouble[] {
  const busId = busIdOf(
    /(?:gpu|device)\s?#?:?\s?([\da-f]{3,8}:[\da-f]{2}:[\da-f]{2}\.[\da-f])/iu.exec(line)?.[1] ?? "",
  );
  const kind = kindOfWords(line);
  if (kind === undefined || (busId === undefined && kind !== "inforom")) return [];
  return [{ kind, ...(busId === undefined ? {} : { busId }), said: line.slice(0, 160) }];
}

function kindOfWords(line: string): GpuTrouble["kind"] | undefined {
  if (/info-?rom/iu.test(line)) return "inforom";
  if (/\bpower\b/iu.test(line)) return "power";
  return /device handle|unknown error|\blost\b|reset|fallen off|not found|timed? ?out/iu.test(line)
    ? "lost"
    : undefined;
}

/** The exit codes of its manual, where it has not said what they mean. */
function troubleInExit(exitCode: number | undefined, shown: number): readonly GpuTrouble[] {
  if (exitCode === 0) return [];
  const said =
    exitCode === undefined
      ? `nvidia-smi was cut off after ${shown} cards`
      : `nvidia-smi ended with ${exitCode} after ${shown} cards`;
  const kind = exitCode === undefined ? undefined : kindOfExit.get(exitCode);
  return [{ kind: kind ?? "incomplete", said }];
}

const kindOfExit: ReadonlyMap<number, GpuTrouble["kind"]> = new Map([
  [8, "power"],
  [14, "inforom"],
  [15, "lost"],
]);

function uniqueTroubles(troubles: readonly GpuTrouble[]): readonly GpuTrouble[] {
  return troubles.filter(
    ({ kind, busId }, position) =>
      troubles.findIndex((other) => other.kind === kind && other.busId === busId) === position,
  );
}

/** `00000000:08:00.0` as the kernel writes it: `0000:08:00.0`. */
function busIdOf(cell: string): string | undefined {
  const [, domain, rest] = /^([\da-f]{3,8}):([\da-f]{2}:[\da-f]{2}\.[\da-f])$/iu.exec(cell.trim()) ?? [];
  if (domain === undefined || rest === undefined) return undefined;
  return `${domain.slice(-4).padStart(4, "0")}:${rest}`.toLowerCase();
}

/** Some versions append the unit although told not to. */
function mebibytes(cell: string): number {
  const digits = /^(\d{1,12})(?:\s*MiB)?$/u.exec(cell)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

function version(cell: string): string {
  return /^\d+(\.\d+)*$/u.test(cell) ? cell : "";
}

function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
