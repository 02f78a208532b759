import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";
import { gpuFailure, noCardAtAll } from "./gpu-failure.ts";
import { gpuFields, parseGpus } from "./gpu-parse.ts";
import type { GpuField } from "./gpu-parse.ts";
import type { Gpu, GpuError, GpuLink } from "./gpu-report.ts";
import { hasNvidiaCard } from "./pci-cards.ts";
import { parseTopology } from "./gpu-topology.ts";
import { linksFromNvlinkStatus } from "./nvlink-status.ts";
import { withinTime } from "../time-limit.ts";

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
