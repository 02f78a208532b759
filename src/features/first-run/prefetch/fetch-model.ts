import type { WantedPrefetch } from "./prefetch-needs.ts";
import { askPatiently } from "../../../core/start/start-service.ts";
import type { LaunchContext } from "../../../core/events/launch-context.ts";
import { countBytes } from "./count-bytes.ts";
import { classifyFetchFailure } from "./fetch-failure.ts";
import type { FetchFailure } from "./fetch-failure.ts";
import { findFetcher, removeFetcher, startFetcher } from "./fetcher.ts";
import { transferOf, withSample } from "./transfer-rate.ts";
import type { TransferSample } from "./transfer-rate.ts";

export type Fetched =
  | { readonly kind: "fetched" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "failed"; readonly failure: FetchFailure; readonly log: readonly string[] };

const lookAgainMs = 1_000;
const lastLines = 20;

/** Fetches one model by a container of its service, which is gone afterwards, whatever came of it. */
export async function fetchModel(
  context: LaunchContext,
  wanted: WantedPrefetch,
  totalBytes: number | undefined,
): Promise<Fetched> {
  const { signal } = context;
  // of a run that was killed: its container may be at work still, on the same files
  await removeFetcher(context, wanted.service);
  try {
    const refusal = await startFetcher(context, wanted.service, wanted.command);
    if (signal.aborted) return { kind: "interrupted" };
    if (refusal !== undefined) return failed(context, wanted, [refusal]);
    return await follow(context, wanted, totalBytes);
  } finally {
    await removeFetcher({ ...context, signal: new AbortController().signal }, wanted.service);
  }
}

async function follow(
  context: LaunchContext,
  wanted: WantedPrefetch,
  totalBytes: number | undefined,
): Promise<Fetched> {
  const { world, tell, signal } = context;
  const { model, service } = wanted;
  const startedMs = world.clock.elapsedMs();
  const found = await findFetcher(context, service);
  if (found.kind === "failed") return failed(context, wanted, [found.error.message]);
  const id = found.value?.id ?? "";
  const progress = progressOf(context, wanted, { containerId: id, totalBytes, startedMs });
  for (;;) {
    const detail = await askPatiently(world, signal, async () => world.engine.inspect(id));
    if (signal.aborted) return { kind: "interrupted" };
    if (detail.kind === "failed") return failed(context, wanted, [detail.error.message]);
    const { state, exitCode } = detail.value;
    if (state === "exited" || state === "dead") {
      if (exitCode !== 0) return failed(context, wanted, await wordsOf(context, id, exitCode));
      const durationMs = Math.round(world.clock.elapsedMs() - startedMs);
      tell({ type: "model-fetched", model, usedBy: service, durationMs, ...sized({ totalBytes }) });
      return { kind: "fetched" };
    }
    await progress();
    await world.clock.sleep(lookAgainMs, signal);
  }
}

interface Following {
  readonly containerId: string;
  readonly totalBytes: number | undefined;
  readonly startedMs: number;
}

/** Tells once more how far it is. What was received is no part of a total: some of it was there before. */
function progressOf(
  { world, tell, signal }: LaunchContext,
  { model, service, into }: WantedPrefetch,
  { containerId, totalBytes, startedMs }: Following,
): () => Promise<void> {
  let samples: readonly TransferSample[] = [];
  return async () => {
    const counted = await countBytes(world, { containerId, folder: into, signal });
    if (counted === undefined || signal.aborted) return;
    const total = counted.what === "present" ? totalBytes : undefined;
    // whole blocks and folders are counted too
    const bytes = Math.min(counted.bytes, total ?? counted.bytes);
    const atMs = world.clock.elapsedMs();
    samples = withSample(samples, { atMs, bytes });
    const elapsedMs = Math.round(atMs - startedMs);
    const facts = sized({ totalBytes: total, ...transferOf(samples, total) });
    tell({ type: "model-progress", model, usedBy: service, currentBytes: bytes, elapsedMs, ...facts });
  };
}

interface Sizes {
  readonly totalBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
  readonly etaMs?: number | undefined;
}

/** In whole numbers, and without those that are not known. */
function sized({ totalBytes, bytesPerSecond, etaMs }: Sizes): {
  readonly totalBytes?: number;
  readonly bytesPerSecond?: number;
  readonly etaMs?: number;
} {
  return {
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond: Math.round(bytesPerSecond) }),
    ...(etaMs === undefined ? {} : { etaMs: Math.round(etaMs) }),
  };
}

async function wordsOf({ world }: LaunchContext, id: string, exitCode: number): Promise<readonly string[]> {
  const log = await world.engine.logs(id, { tail: lastLines });
  const lines = log.kind === "ok" ? log.value.map(({ text }) => text) : [];
  return lines.length > 0 ? lines : [`it exited with code ${String(exitCode)}`];
}

function failed({ tell }: LaunchContext, wanted: WantedPrefetch, log: readonly string[]): Fetched {
  const failure = classifyFetchFailure(log, wanted);
  const { model, service } = wanted;
  tell({ type: "model-failed", model, usedBy: service, reason: failure.message, fix: failure.fix });
  return { kind: "failed", failure, log };
}
