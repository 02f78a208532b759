import { observeBus, silentCards } from "./gpu-bus.ts";
import type { BusSeen } from "./gpu-bus.ts";
import { gpuFields, isUuid, readCards } from "./gpu-cards.ts";
import type { CardsRead, GpuField } from "./gpu-cards.ts";
import { gpuFailure } from "./gpu-failure.ts";
import type { Gpu, GpuError, GpuLink, GpuNvlinks, GpuTrouble } from "./gpu-report.ts";
import { linksFromNvlinkStatus, nvlinkStates, parseTopology } from "./gpu-topology.ts";
import { withinTime } from "../preflight.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";

/** What the host showed of its GPUs. `error` says why there is none. */
export interface GpuObservation {
  readonly gpus: readonly Gpu[];
  readonly links: readonly GpuLink[];
  readonly error: GpuError | null;
  readonly troubles?: readonly GpuTrouble[];
  readonly nvlinks?: readonly GpuNvlinks[];
}

/** Of a box that was not asked. */
export const nothingSeen: GpuObservation = { gpus: [], links: [], error: null };

/** Without persistence mode each call first wakes every card: seconds, on a big box. */
export const gpuTimeoutMs = 10_000;

/** Asks for cards and links at once; a box where `nvidia-smi` fails is not made to wait for the second answer. */
export async function observeGpus(world: World, signal: AbortSignal): Promise<GpuObservation> {
  const pointless = new AbortController();
  const second = AbortSignal.any([signal, pointless.signal]);
  const links = Promise.all([
    nvidiaSmi(world, ["topo", "-m"], second),
    nvidiaSmi(world, ["nvlink", "--status"], second),
  ]);
  const [answer, bus] = await Promise.all([queryCards(world, askedFields, signal), observeBus(world)]);
  const { result, fields } = answer;
  const read = readCards(saidBy(result), fields);
  if (read.gpus.length === 0) {
    pointless.abort();
    return { gpus: [], links: [], error: gpuFailure(result, bus) };
  }
  const { gpus } = read;
  const troubles = troublesOf(read, bus);
  const told = troubles.length === 0 ? {} : { troubles };
  if (gpus.length < 2) {
    pointless.abort();
    return { gpus, links: [], error: null, ...told };
  }
  return { gpus, ...readLinks(await links), error: null, ...told };
}

function troublesOf({ troubles, busIds }: CardsRead, bus: BusSeen): readonly GpuTrouble[] {
  const silent = silentCards(bus, busIds, troubles);
  // what is told of the answer as a whole is explained by a card that is known to be missing
  const known = silent.some(({ kind }) => kind === "lost")
    ? troubles.filter(({ kind }) => kind !== "incomplete")
    : troubles;
  return [...known, ...silent];
}

function saidBy(result: ProcessResult): Parameters<typeof readCards>[0] {
  if (!("stdout" in result)) return { stdout: "", stderr: "", exitCode: undefined };
  const { stdout, stderr } = result;
  return { stdout, stderr, exitCode: result.kind === "exited" ? result.exitCode : undefined };
}

function readLinks([topology, status]: readonly [ProcessResult, ProcessResult]): Pick<
  GpuObservation,
  "links" | "nvlinks"
> {
  const text = standardOutput(status);
  const written = parseTopology(standardOutput(topology));
  const links = written.length > 0 || topology.kind !== "exited" ? written : linksFromNvlinkStatus(text);
  const nvlinks = nvlinkStates(text);
  return { links, ...(nvlinks.length === 0 ? {} : { nvlinks }) };
}

/** The fabric is asked for where drivers know of it, the place on the bus to tell which card is missing. */
const askedFields: readonly GpuField[] = [
  ...gpuFields.filter((field) => field !== "name"),
  "pci.bus_id",
  "fabric.state",
  "fabric.status",
  "name",
];

/** An old driver refuses the whole query for one field it does not know: ask again without that field. */
async function queryCards(
  world: World,
  fields: readonly GpuField[],
  signal: AbortSignal,
): Promise<{ readonly result: ProcessResult; readonly fields: readonly GpuField[] }> {
  const query = [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"];
  const result = await nvidiaSmi(world, query, signal);
  const refused = /Field "([^"]+)" is not a valid field/.exec(standardOutput(result))?.[1];
  // what knows nothing of the fabric knows neither of its two fields
  const family = refused?.startsWith("fabric.") === true ? "fabric." : refused;
  const remaining = fields.filter(
    (field) => field !== refused && (family !== "fabric." || !field.startsWith(family)),
  );
  return remaining.length === fields.length ? { result, fields } : queryCards(world, remaining, signal);
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
    if (!isUuid(uuid) || !/^\d{1,10}$/.test(id)) return [];
    const usedMiB = Number(/^\d{1,9}/.exec(used)?.[0] ?? 0);
    return [{ uuid, id: Number(id), usedMiB, name: name.join(", ") }];
  });
}

async function containerOf({ files }: World, id: number): Promise<string | undefined> {
  const content = await files.read(`/proc/${id}/cgroup`);
  return content.kind === "text" ? /[/-]([0-9a-f]{64})(?:\.scope)?\s*$/m.exec(content.text)?.[1] : undefined;
}
