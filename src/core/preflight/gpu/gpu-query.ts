import { gpuFailure, hasNvidiaCard, noCardAtAll } from "./gpu-failure.ts";
import type { Gpu, GpuError, GpuLink } from "./gpu-report.ts";
import { linksFromNvlinkStatus, parseTopology } from "./gpu-topology.ts";
import { withinTime } from "../preflight.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";

/** What the host showed of its GPUs. `error` says why there is none. */
export interface GpuObservation {
  readonly gpus: readonly Gpu[];
  readonly links: readonly GpuLink[];
  readonly error: GpuError | null;
}

/** Without persistence mode each call first wakes every card: seconds, on a big box. */
export const gpuTimeoutMs = 10_000;

/** Asks for cards and links at once; a box where `nvidia-smi` fails is not made to wait for the second answer. */
export async function observeGpus(world: World, signal: AbortSignal): Promise<GpuObservation> {
  const cardsFailed = new AbortController();
  const topology = nvidiaSmi(world, ["topo", "-m"], AbortSignal.any([signal, cardsFailed.signal]));
  const { gpus, error } = await observeCards(world, signal);
  if (gpus.length < 2) {
    cardsFailed.abort();
    return { gpus, links: [], error };
  }
  return { gpus, links: await observeLinks(world, await topology, signal), error };
}

async function observeCards(
  world: World,
  signal: AbortSignal,
): Promise<Pick<GpuObservation, "gpus" | "error">> {
  const { result, fields } = await queryCards(world, gpuFields, signal);
  const gpus = parseGpus(standardOutput(result), fields);
  if (gpus.length > 0) return { gpus, error: null };
  const noCard = result.kind === "not-found" && (await hasNvidiaCard(world.files)) === false;
  return { gpus, error: noCard ? noCardAtAll() : gpuFailure(result) };
}

/** An old driver refuses the whole query for one field it does not know: ask again without that field. */
async function queryCards(
  world: World,
  fields: readonly GpuField[],
  signal: AbortSignal,
): Promise<{ readonly result: ProcessResult; readonly fields: readonly GpuField[] }> {
  const query = [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"];
  const result = await nvidiaSmi(world, query, signal);
  const refused = /Field "([^"]+)" is not a valid field/.exec(standardOutput(result))?.[1];
  const remaining = fields.filter((field) => field !== refused);
  return remaining.length === fields.length ? { result, fields } : queryCards(world, remaining, signal);
}

async function observeLinks(
  world: World,
  topology: ProcessResult,
  signal: AbortSignal,
): Promise<readonly GpuLink[]> {
  const links = parseTopology(standardOutput(topology));
  if (links.length > 0 || topology.kind !== "exited") return links;
  return linksFromNvlinkStatus(standardOutput(await nvidiaSmi(world, ["nvlink", "--status"], signal)));
}

/** Runs `nvidia-smi`; under WSL it is often not on PATH. */
export async function nvidiaSmi(
  world: World,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProcessResult> {
  const result = await runWithin(world, "nvidia-smi", args, signal);
  const wsl = world.machine.environment["WSL_DISTRO_NAME"] !== undefined;
  return result.kind === "not-found" && wsl
    ? runWithin(world, "/usr/lib/wsl/lib/nvidia-smi", args, signal)
    : result;
}

async function runWithin(
  world: World,
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProcessResult> {
  const result = await withinTime(world.clock, { ms: gpuTimeoutMs, signal }, async (signal) =>
    world.processes.run({ command, args, signal }),
  );
  return result === "timed-out" ? { kind: "timed-out", stdout: "", stderr: "" } : result;
}

export function standardOutput(result: ProcessResult): string {
  return "stdout" in result ? result.stdout : "";
}

/** What is asked of `nvidia-smi --query-gpu`. The name comes last: it is the only answer that may hold a comma. */
const gpuFields = [
  "index",
  "uuid",
  "memory.total",
  "memory.free",
  "compute_cap",
  "driver_version",
  "mig.mode.current",
  "name",
] as const;

type GpuField = (typeof gpuFields)[number];

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

/** A process that holds memory of a GPU. */
export interface GpuProcess {
  readonly uuid: string;
  readonly id: number;
  readonly name: string;
  readonly usedMiB: number;
  /** The container it runs in, where it can be told. */
  readonly containerId: string | undefined;
}

export async function observeGpuProcesses(world: World, signal: AbortSignal): Promise<readonly GpuProcess[]> {
  const query = [
    "--query-compute-apps=gpu_uuid,pid,used_memory,process_name",
    "--format=csv,noheader,nounits",
  ];
  const processes = parseGpuProcesses(standardOutput(await nvidiaSmi(world, query, signal)));
  return Promise.all(
    processes.map(async (process) => ({ ...process, containerId: await containerOf(world, process.id) })),
  );
}

/** The name comes last: a command line may hold commas. Memory is [N/A] under WSL. */
export function parseGpuProcesses(text: string): readonly Omit<GpuProcess, "containerId">[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [uuid = "", id = "", used = "", ...name] = line.split(",").map((cell) => cell.trim());
    if (!uuid.startsWith("GPU-") || !/^\d{1,10}$/.test(id)) return [];
    const usedMiB = Number(/^\d{1,9}/.exec(used)?.[0] ?? 0);
    return [{ uuid, id: Number(id), usedMiB, name: name.join(", ") }];
  });
}

async function containerOf({ files }: World, id: number): Promise<string | undefined> {
  const content = await files.read(`/proc/${id}/cgroup`);
  return content.kind === "text" ? /[/-]([0-9a-f]{64})(?:\.scope)?\s*$/m.exec(content.text)?.[1] : undefined;
}
