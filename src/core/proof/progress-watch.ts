import type { ContainerFacts } from "./container-facts.ts";
import type { Clock } from "../../world/clock.ts";
import type { ContainerUsage } from "../../world/engine/engine.ts";
import { letManyWait } from "../../world/many-waiters.ts";
import type { World } from "../../world/world.ts";

/** Quick services are over before anything of this is worth its cost. */
const patienceMs = 1_000;
const sampleEveryMs = 2_000;
/** Of that time on a processor: a program that starts takes more, one that waits for work, and polls, takes far less. */
const busyMs = 400;
/** What a model's weights take; the processes of health checks, which count too, come and go with less. */
const growthBytes = 64 * 1024 ** 2;
/** More than what probes from outside come to in that time, less than the slowest download worth the name. */
const downloadedBytes = 256 * 1024;

type Moved = (change: Partial<Pick<ContainerFacts, "advancedMs" | "workedMs" | "phase">>) => void;

interface Reading {
  /** Its log tells phases: a model server. */
  readonly readsPhases: boolean;
  /** Of the page that probes ask for: each of them leaves a line in many a log. */
  readonly askedPath: string | undefined;
}

/** Sees whether a container that is not ready yet still moves: its log advances, it downloads, or its memory grows. */
export class ProgressWatch {
  readonly #world: World;
  readonly #containerId: string;
  readonly #readsPhases: boolean;
  readonly #askedPath: string | undefined;
  #following: AbortController | undefined;

  constructor(world: World, containerId: string, { readsPhases, askedPath }: Reading) {
    this.#world = world;
    this.#containerId = containerId;
    this.#readsPhases = readsPhases;
    this.#askedPath = askedPath;
  }

  /** Begins once the container has taken a while; later calls change nothing. */
  follow(facts: ContainerFacts, signal: AbortSignal, onMove: Moved): void {
    // a log ends with its container; a restarted one is followed anew
    if (this.#following?.signal.aborted === false || !facts.running) return;
    const following = new AbortController();
    this.#following = following;
    const until = AbortSignal.any([signal, following.signal]);
    const { background } = this.#world;
    background.begin(this.#sampleUsage(until, onMove));
    background.begin(this.#followLog(until, onMove).then(() => following.abort()));
  }

  /** What is ready need not move: looking on would cost the host something for as long as others load. */
  stop(): void {
    this.#following?.abort();
  }

  async #followLog(signal: AbortSignal, onMove: Moved): Promise<void> {
    const { clock, engine } = this.#world;
    await clock.sleep(patienceMs, signal);
    if (signal.aborted) return;
    await engine.followLogs(this.#containerId, { tail: this.#readsPhases ? 200 : 0, signal }, (line) => {
      if (tellsOfAsking(line.text, this.#askedPath)) return;
      const phase = this.#readsPhases ? phaseOf(line.text) : undefined;
      onMove({ advancedMs: clock.elapsedMs(), ...(phase === undefined ? {} : { phase }) });
    });
  }

  async #sampleUsage(signal: AbortSignal, onMove: Moved): Promise<void> {
    const { clock, engine } = this.#world;
    let before: ContainerUsage | undefined;
    while (!signal.aborted) {
      await clock.sleep(sampleEveryMs, signal);
      if (signal.aborted) return;
      const answer = await engine.usage(this.#containerId);
      const now = answer.kind === "ok" ? answer.value : undefined;
      if (now === undefined) return;
      const moved = before !== undefined && hasMoved(before, now);
      if (moved) onMove({ advancedMs: clock.elapsedMs() });
      if (before !== undefined && now.processorMs > before.processorMs + busyMs)
        onMove({ workedMs: clock.elapsedMs() });
      // memory may grow slowly; what probes send adds up, and must not
      const memoryBytes = before === undefined || moved ? now.memoryBytes : before.memoryBytes;
      before = { ...now, memoryBytes };
    }
  }
}

/** An access log's line of a probe: `"GET /health HTTP/1.1" 503`, or the same as JSON. */
function tellsOfAsking(line: string, path: string | undefined): boolean {
  if (path === undefined) return false;
  const method = /\b(?:GET|HEAD)\b/u.exec(line);
  if (method === null) return false;
  const after = line.slice(method.index);
  const at = after.indexOf(path);
  return at >= 0 && !/[\w/-]/u.test(after[at + path.length] ?? "");
}

function hasMoved(before: ContainerUsage, now: ContainerUsage): boolean {
  return (
    now.memoryBytes > before.memoryBytes + growthBytes ||
    now.receivedBytes > before.receivedBytes + downloadedBytes
  );
}

/** Wakes a loop that waits for whichever comes first: news, a time, or an abort. News between two waits is kept. */
export class Inbox {
  #unread = false;
  #wake: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    this.#unread = true;
    this.#wake?.();
  }

  async news(withinMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#unread && !signal.aborted) {
      const sleeping = new AbortController();
      const wake = (): void => {
        // with a reason: without one each makes an error, stack and all
        sleeping.abort("news");
      };
      this.#wake = wake;
      letManyWait(signal).addEventListener("abort", wake, { once: true });
      await this.#clock.sleep(withinMs, sleeping.signal);
      signal.removeEventListener("abort", wake);
      this.#wake = undefined;
    }
    this.#unread = false;
  }
}

/** A model server's log tells how far it is; the words are vLLM's own, in the order it says them. */
const phases: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /Downloading|Fetching \d+ files|hf_transfer/u, name: "downloading the model" },
  { pattern: /Starting to load model|Loading safetensors checkpoint shards/u, name: "loading weights" },
  { pattern: /Dynamo bytecode transform|torch\.compile/u, name: "compiling" },
  { pattern: /GPU KV cache size|Available KV cache memory/u, name: "reserving the KV cache" },
  { pattern: /Capturing CUDA graphs/iu, name: "capturing CUDA graphs" },
  { pattern: /init engine .* took|warm(?:ing)?[ -]?up/iu, name: "warming up" },
  { pattern: /Starting vLLM .*server/u, name: "opening its port" },
];

/** The phase a log line announces, with its own percentage where it has one; undefined when it announces none. */
export function phaseOf(line: string): string | undefined {
  const phase = phases.findLast(({ pattern }) => pattern.test(line));
  if (phase === undefined) return undefined;
  const percentage = /(\d{1,3})\s?%/u.exec(line)?.[1];
  return percentage === undefined ? phase.name : `${phase.name}, ${percentage} %`;
}
