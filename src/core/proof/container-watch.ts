import type { ContainerDetail } from "../../world/engine/container.ts";
import type { EngineEvent } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { answered, applyEvent, factsFrom, seenGpus } from "./container-facts.ts";
import type { ContainerFacts } from "./container-facts.ts";
import type { EngineWatch } from "./engine-watch.ts";
import { Inbox, ProgressWatch } from "./progress-watch.ts";
import { judgeContainer } from "./judge-container.ts";
import type { Verdict } from "./judge-container.ts";
import { portFoundInside } from "./port-hint.ts";
import { proveContainer } from "./prove-container.ts";
import type { Proven } from "./prove-container.ts";
import { probesOf } from "./probes/probes-of.ts";
import type { Probe, ProofTarget } from "./probes/probe.ts";
import { reachableAddress } from "./container-address.ts";
import { reconcile } from "./reconcile.ts";
import type { WatchedService } from "./watched-facts.ts";

export interface Judged {
  readonly verdict: Verdict;
  readonly facts: ContainerFacts;
}

/** How often a container is looked at though nothing is heard of it. */
const longestSleepMs = 5_000;
const lookAgainAfterMs = 200;

/**
 * Watches one container from its start on. Waiting and supervising are the same loop: it tells every change of its
 * verdict and goes on until it is stopped, so that what was ready and dies is told as well.
 */
export class ContainerWatch {
  readonly #world: World;
  readonly #events: EngineWatch;
  readonly #watched: WatchedService;
  readonly #inbox: Inbox;
  #facts: ContainerFacts;
  #detail: ContainerDetail;
  #probes: readonly Probe[];
  #address: string | undefined;
  #attempt: AbortController | undefined;
  #isBlind = false;
  /** By the number of its start. */
  #searchedLife: number | undefined;
  /** An older word of the engine on its health, up to an interval old, proves nothing now. */
  readonly #checkedUntil: number;

  constructor(world: World, events: EngineWatch, watched: WatchedService, detail: ContainerDetail) {
    this.#world = world;
    this.#events = events;
    this.#watched = watched;
    this.#inbox = new Inbox(world.clock);
    this.#detail = detail;
    this.#checkedUntil = lastCheckAt(detail);
    this.#probes = probesOf(detail, watched);
    this.#facts = factsFrom(detail, world.clock.elapsedMs(), runningForMs(world, detail));
  }

  /** Runs until the signal aborts. `onChange` is told the first verdict and every different one, with the facts. */
  async run(signal: AbortSignal, onChange: (judged: Judged) => void): Promise<void> {
    const unsubscribe = this.#events.subscribe(
      this.#detail.id,
      (event) => this.#hear(event),
      () => this.#lookAgain(),
    );
    const progress = new ProgressWatch(this.#world, this.#detail.id, {
      readsPhases: this.#watched.modelServer,
      askedPath: this.#probes.find(({ path }) => path !== undefined)?.path,
    });
    let told = "";
    await this.#look();
    while (await this.#canSee(signal)) {
      this.#proveIfNeeded(signal);
      const verdict = await this.#judge(signal);
      const wording = JSON.stringify([
        verdict.kind,
        this.#facts.phase,
        this.#facts.awaiting,
        this.#facts.exits.length,
        Math.floor(this.#facts.advancedMs / 1_000),
      ]);
      if (wording !== told) onChange({ verdict, facts: this.#facts });
      told = wording;
      const wakeInMs = "wakeInMs" in verdict ? Math.min(verdict.wakeInMs, longestSleepMs) : longestSleepMs;
      if (verdict.kind === "waiting") progress.follow(this.#facts, signal, (moved) => this.#update(moved));
      else progress.stop();
      await this.#inbox.news(Math.max(1, wakeInMs), signal);
    }
    unsubscribe();
    this.#attempt?.abort();
    progress.stop();
  }

  /** False when it is over. While nobody answers nothing is judged: what has stayed up meanwhile cannot be told. */
  async #canSee(signal: AbortSignal): Promise<boolean> {
    while (this.#isBlind && !signal.aborted) {
      await this.#world.clock.sleep(lookAgainAfterMs, signal);
      await this.#look();
    }
    return !signal.aborted;
  }

  /** Before one is let be that opens none of the ports it declares, what it does open is looked for, once in a life. */
  async #judge(signal: AbortSignal): Promise<Verdict> {
    const verdict = this.#judgeNow();
    const { closedHints, starts } = this.#facts;
    if (verdict.kind !== "unproven" || closedHints === undefined || this.#searchedLife === starts)
      return verdict;
    this.#searchedLife = starts;
    const port = await portFoundInside({ world: this.#world, detail: this.#detail, signal });
    if (port !== undefined && this.#facts.starts === starts && this.#facts.proven === undefined) {
      this.#attempt?.abort();
      this.#prove({ by: `port ${String(port)}`, port });
    }
    return this.#judgeNow();
  }

  #judgeNow(): Verdict {
    const nowMs = this.#world.clock.elapsedMs();
    return judgeContainer(this.#facts, this.#watched, this.#probes.length > 0, nowMs);
  }

  #update(change: Partial<ContainerFacts>): void {
    this.#facts = { ...this.#facts, ...change };
    this.#inbox.notify();
  }

  #hear(event: EngineEvent): void {
    // the look finds the health and what the check printed at once; a verdict in between would lack the words
    if (event.action === "health_status: unhealthy") {
      this.#doubt();
      return this.#lookAgain();
    }
    const { starts } = this.#facts;
    this.#facts = applyEvent(this.#facts, event, this.#world.clock.elapsedMs());
    if (!this.#facts.running || this.#facts.paused) this.#attempt?.abort();
    // whether that was its last try only the engine knows
    if (event.action === "die" && this.#facts.restartPolicy.name === "on-failure") this.#lookAgain();
    if (event.action === "health_status: healthy") this.#engineSaysHealthy();
    // the first start is often told twice: by the look at the beginning, and then by its event
    if (this.#facts.starts > starts) this.#lookAgain();
    this.#inbox.notify();
  }

  #lookAgain(): void {
    this.#world.background.begin(this.#look());
  }

  /** What the container is now: at the beginning, after a gap in the events, after a restart (a new address). */
  async #look(): Promise<void> {
    const answer = await this.#world.engine.inspect(this.#detail.id);
    this.#isBlind = answer.kind === "failed" && answer.error.kind === "unreachable";
    if (answer.kind === "failed") {
      if (answer.error.kind === "not-found") this.#update({ running: false, removed: true });
      return;
    }
    const isFreshWord = lastCheckAt(answer.value) > this.#checkedUntil;
    this.#detail = answer.value;
    this.#address = reachableAddress(this.#world, answer.value);
    this.#facts = reconcile(this.#facts, answer.value, this.#world.clock.elapsedMs());
    if (answer.value.health?.status === "healthy" && isFreshWord) this.#engineSaysHealthy();
    this.#inbox.notify();
  }

  /** The engine has run the very check: it need not be run again. */
  #engineSaysHealthy(): void {
    const rest = this.#probes.filter(({ isHealthCheck }) => !isHealthCheck);
    if (this.#facts.proven !== undefined || rest.length === this.#probes.length) return;
    if (rest.length === 0) {
      this.#attempt?.abort();
      this.#prove({ by: "its health check" });
    }
  }

  /** What was proven before the engine's own check failed says nothing of now: it is proven anew. */
  #doubt(): void {
    if (this.#facts.proven === undefined) return;
    const nowMs = this.#world.clock.elapsedMs();
    this.#update({ proven: undefined, watchedMs: nowMs, advancedMs: nowMs });
  }

  #prove(proven: Proven): void {
    this.#update({ proven: { atMs: this.#world.clock.elapsedMs(), ...proven } });
  }

  #proveIfNeeded(signal: AbortSignal): void {
    const { running, paused, proven, wrongGpus } = this.#facts;
    const isDecided = proven !== undefined || wrongGpus !== undefined;
    if (!running || paused || isDecided || this.#probes.length === 0 || this.#attempt !== undefined) return;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#world.background.begin(this.#runAttempt(attempt, signal));
  }

  async #runAttempt(attempt: AbortController, signal: AbortSignal): Promise<void> {
    const target = {
      world: this.#world,
      detail: this.#detail,
      address: this.#address,
      signal: AbortSignal.any([signal, attempt.signal]),
    };
    const wrongGpus = await this.#wrongGpus(target);
    if (wrongGpus !== undefined && !target.signal.aborted) {
      this.#attempt = undefined;
      this.#update({ wrongGpus });
      return;
    }
    const proof = await proveContainer(this.#probes, {
      target,
      startedMs: this.#facts.startedMs,
      onProgress: (seen) => this.#update(answered(this.#facts, seen)),
    });
    this.#attempt = undefined;
    if (proof === "cannot-ask") this.#probes = [];
    // an answer of the life before proves nothing of this one
    else if (proof !== undefined && !attempt.signal.aborted) this.#prove(proof);
    this.#inbox.notify();
  }

  /** What it sees where that is not what it was planned: a model server on the wrong cards answers all the same. */
  async #wrongGpus(target: ProofTarget): Promise<readonly string[] | undefined> {
    const planned = this.#watched.gpuUuids ?? [];
    if (planned.length === 0) return undefined;
    const seen = await seenGpus(target);
    return seen === undefined || planned.every((uuid) => seen.includes(uuid)) ? undefined : seen;
  }
}

/** On the engine's clock; 0 where it has not checked yet. */
function lastCheckAt({ health }: ContainerDetail): number {
  return health?.log.at(-1)?.end.getTime() ?? 0;
}

function runningForMs(world: World, detail: ContainerDetail): number {
  if (detail.state !== "running" || detail.startedAt === undefined) return 0;
  // the engine's clock may differ from ours, or have jumped
  return Math.max(0, world.clock.now().getTime() - detail.startedAt.getTime());
}
