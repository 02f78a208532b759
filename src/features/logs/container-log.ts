import { LogPlace } from "./log-place.ts";
import type { LogNews, LoggedContainer } from "./log-news.ts";
import { Mailbox } from "./mailbox.ts";
import type { EngineWatch } from "../../core/proof/engine-watch.ts";
import type { Container } from "../../world/engine/container.ts";
import type { EngineEvent, LogLine, LogOptions } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export interface Followed {
  readonly container: LoggedContainer;
  /** As it is now. */
  readonly state: Container["state"];
  /** What of its log is wanted. */
  readonly options: LogOptions;
  /** What to say of its first start. */
  readonly how: "recreated" | "joined";
}

interface Following {
  readonly watch: EngineWatch;
  readonly signal: AbortSignal;
  readonly tell: (news: LogNews) => void;
}

type Happening =
  | { readonly kind: "ended"; readonly at: Date; readonly exitCode: number }
  | { readonly kind: "started"; readonly at: Date; readonly name: string }
  | { readonly kind: "gone" }
  /** The engine was away, or has told nothing: what there is has to be looked for. */
  | { readonly kind: "look" };

/** A log whose end is told by no event, for the stream of events or its own was cut, is looked after. */
const silentForMs = 1_000;

/**
 * One container's log, from run to run: each is followed to its end, which is told, and the next start is waited for.
 * Resolves when the container is gone or the signal aborts.
 */
export class ContainerLog {
  readonly #world: World;
  readonly #following: Following;
  readonly #mailbox = new Mailbox<Happening>();
  readonly #place: LogPlace;
  readonly #hasRun: boolean;
  #container: LoggedContainer;
  #isRunning: boolean;
  #isReadable = true;
  #begunAt = new Date(0);
  #how: "recreated" | "joined" | "restarted";
  /** Its end was told together with its new start. */
  #startIsTold = false;

  constructor(world: World, { container, state, options, how }: Followed, following: Following) {
    this.#world = world;
    this.#following = following;
    this.#container = container;
    this.#place = new LogPlace(options);
    this.#hasRun = state !== "created";
    this.#isRunning = state === "running" || state === "paused";
    this.#how = this.#hasRun ? "restarted" : how;
  }

  async follow(): Promise<void> {
    const { watch, signal } = this.#following;
    const stop = watch.subscribe(
      this.#container.id,
      (event) => this.#note(event),
      () => this.#noteGap(),
    );
    if (this.#hasRun) await this.#readRun();
    while (!signal.aborted && (await this.#untilMore())) await this.#readRun();
    stop();
  }

  #note({ at, action, attributes }: EngineEvent): void {
    if (action === "die")
      this.#mailbox.put({ kind: "ended", at, exitCode: Number(attributes["exitCode"] ?? 0) });
    if (action === "start") this.#mailbox.put({ kind: "started", at, name: attributes["name"] ?? "" });
    if (action === "destroy") this.#mailbox.put({ kind: "gone" });
  }

  #noteGap(): void {
    if (!this.#mailbox.has(({ kind }) => kind === "look")) this.#mailbox.put({ kind: "look" });
  }

  async #readRun(): Promise<void> {
    const { signal, tell } = this.#following;
    if (!this.#isReadable) return;
    const options = { ...this.#place.begin(), signal };
    const answer = await this.#world.engine.followLogs(this.#container.id, options, (line) =>
      this.#pass(line),
    );
    if (answer.kind === "ok" || answer.error.kind !== "refused" || signal.aborted) return;
    this.#isReadable = false;
    tell({ kind: "unreadable", container: this.#container, why: answer.error.message });
  }

  #pass(line: LogLine): void {
    if (!this.#place.isNew(line)) return;
    // one that crashes again and again may be a run ahead of its events
    for (const earlier of this.#mailbox.takeWhile((happening) => isBefore(happening, line.at)))
      if (earlier.kind === "ended") this.#tellEnd(earlier, true);
    this.#following.tell({ kind: "line", container: this.#container, line });
  }

  /** Until there is more to read: true; false when nothing more comes. */
  async #untilMore(): Promise<boolean> {
    const { signal } = this.#following;
    for (;;) {
      const limit =
        this.#isRunning && this.#isReadable ? { clock: this.#world.clock, ms: silentForMs } : undefined;
      const happening = await this.#mailbox.next(signal, limit);
      if (signal.aborted || happening?.kind === "gone") return false;
      const next = await this.#heed(happening ?? { kind: "look" });
      if (next !== "wait") return next === "read";
    }
  }

  async #heed(happening: Exclude<Happening, { kind: "gone" }>): Promise<"read" | "wait" | "gone"> {
    switch (happening.kind) {
      case "look":
        return this.#look();
      case "ended":
        // of a run that was looked after already
        if (!this.#isRunning || happening.at < this.#begunAt) return "wait";
        this.#tellEnd(happening, await this.#isBroughtBack());
        this.#isRunning = false;
        return "wait";
      case "started":
        // of a run that is being followed already
        if (this.#isRunning) return "wait";
        this.#container = { ...this.#container, name: happening.name || this.#container.name };
        this.#begin(happening.at);
        return "read";
    }
  }

  #tellEnd({ at, exitCode }: { readonly at: Date; readonly exitCode: number }, restarted: boolean): void {
    this.#place.pass(at);
    this.#startIsTold = restarted;
    this.#following.tell({ kind: "exited", container: this.#container, at, exitCode, restarted });
  }

  #begin(at: Date): void {
    this.#isRunning = true;
    this.#begunAt = at;
    if (!this.#startIsTold)
      this.#following.tell({ kind: "started", container: this.#container, at, how: this.#how });
    this.#startIsTold = false;
    this.#how = "restarted";
  }

  /** By the engine, as its restart policy says. */
  async #isBroughtBack(): Promise<boolean> {
    const answer = await this.#world.engine.inspect(this.#container.id);
    return answer.kind === "ok" && (answer.value.state === "restarting" || answer.value.state === "running");
  }

  async #look(): Promise<"read" | "wait" | "gone"> {
    const answer = await this.#world.engine.inspect(this.#container.id);
    if (answer.kind === "failed") return answer.error.kind === "not-found" ? "gone" : "wait";
    const { state, exitCode, startedAt, finishedAt } = answer.value;
    const isRunning = state === "running" || state === "paused";
    const now = this.#world.clock.now();
    if (this.#isRunning && !isRunning) {
      this.#tellEnd({ at: finishedAt ?? now, exitCode }, state === "restarting");
      this.#isRunning = false;
    }
    if (!isRunning) return "wait";
    if (!this.#isRunning) this.#begin(startedAt ?? now);
    return "read";
  }
}

function isBefore(happening: Happening, at: Date): boolean {
  return (happening.kind === "ended" || happening.kind === "started") && happening.at < at;
}
