import type { ContainerDetail } from "../world/container.ts";
import type { EngineEvent } from "../world/engine.ts";
import type { World } from "../world/world.ts";
import { applyEvent, factsFrom, lastCheck } from "./container-facts.ts";
import type { ContainerFacts } from "./container-facts.ts";
import type { EngineWatch } from "./engine-watch.ts";
import { Inbox } from "./inbox.ts";
import { judgeContainer } from "./judge-container.ts";
import type { Verdict } from "./judge-container.ts";
import { ProgressWatch } from "./progress-watch.ts";
import { proveContainer } from "./prove-container.ts";
import { provingOf } from "./proving.ts";
import type { ProofStep } from "./proving.ts";
import { reachableAddress } from "./reachable-address.ts";
import type { Watched } from "./watched.ts";

export interface Judged {
  readonly verdict: Verdict;
  readonly facts: ContainerFacts;
}

/** How often a container is looked at though nothing is heard of it. */
const longestSleepMs = 5_000;

/**
 * Watches one container from its start on. Waiting and supervising are the same loop: it tells every change of its
 * verdict and goes on until it is stopped, so that what was ready and dies is told as well.
 */
export class ContainerWatch {
  readonly #world: World;
  readonly #events: EngineWatch;
  readonly #watched: Watched;
  readonly #inbox: Inbox;
  #facts: ContainerFacts;
  #detail: ContainerDetail;
  #steps: readonly ProofStep[];
  #address: string | undefined;
  #attempt: AbortController | undefined;

  constructor(world: World, events: EngineWatch, watched: Watched, detail: ContainerDetail) {
    this.#world = world;
    this.#events = events;
    this.#watched = watched;
    this.#inbox = new Inbox(world.clock);
    this.#detail = detail;
    this.#steps = provingOf(detail, watched).steps;
    this.#facts = factsFrom(detail, world.clock.elapsedMs(), runningForMs(world, detail));
  }

  /** Runs until the signal aborts. `onChange` is told the first verdict and every different one, with the facts. */
  async run(signal: AbortSignal, onChange: (judged: Judged) => void): Promise<void> {
    const unsubscribe = this.#events.subscribe(
      this.#detail.id,
      (event) => this.#hear(event),
      () => void this.#look(),
    );
    const progress = new ProgressWatch(this.#world, this.#detail.id, this.#watched.modelServer);
    let told = "";
    await this.#look();
    while (!signal.aborted) {
      this.#proveIfNeeded(signal);
      const verdict = judgeContainer(
        this.#facts,
        this.#watched,
        this.#steps.length > 0,
        this.#world.clock.elapsedMs(),
      );
      const wording = JSON.stringify([
        verdict.kind,
        this.#facts.phase,
        this.#facts.awaiting,
        this.#facts.exits.length,
      ]);
      if (wording !== told) onChange({ verdict, facts: this.#facts });
      told = wording;
      const wakeInMs = "wakeInMs" in verdict ? Math.min(verdict.wakeInMs, longestSleepMs) : longestSleepMs;
      if (verdict.kind === "waiting") progress.follow(this.#facts, signal, (moved) => this.#update(moved));
      await this.#inbox.news(Math.max(1, wakeInMs), signal);
    }
    unsubscribe();
    this.#attempt?.abort();
    progress.stop();
  }

  #update(change: Partial<ContainerFacts>): void {
    this.#facts = { ...this.#facts, ...change };
    this.#inbox.notify();
  }

  #hear(event: EngineEvent): void {
    this.#facts = applyEvent(this.#facts, event, this.#world.clock.elapsedMs());
    if (!this.#facts.running || this.#facts.paused) this.#attempt?.abort();
    if (event.action === "health_status: healthy") this.#engineSaysHealthy();
    if (event.action === "health_status: unhealthy" || event.action === "start") void this.#look();
    this.#inbox.notify();
  }

  /** What the container is now: at the beginning, after a gap in the events, after a restart (a new address). */
  async #look(): Promise<void> {
    const answer = await this.#world.engine.inspect(this.#detail.id);
    if (answer.kind === "failed") {
      if (answer.failure.kind === "not-found") this.#update({ running: false, removed: true });
      return;
    }
    this.#detail = answer.value;
    this.#address = reachableAddress(this.#world, answer.value);
    this.#facts = {
      ...reconciled(this.#facts, answer.value, this.#world.clock.elapsedMs()),
      ...lastCheck(answer.value),
    };
    if (answer.value.health?.status === "healthy") this.#engineSaysHealthy();
    this.#inbox.notify();
  }

  /** The engine has run the very check: it need not be run again. */
  #engineSaysHealthy(): void {
    const rest = this.#steps.filter((step) => step.kind !== "health-check");
    if (this.#facts.proven !== undefined || rest.length === this.#steps.length) return;
    if (rest.length === 0) {
      this.#attempt?.abort();
      this.#prove("its health check");
    }
  }

  #prove(by: string): void {
    this.#update({ proven: { atMs: this.#world.clock.elapsedMs(), by } });
  }

  #proveIfNeeded(signal: AbortSignal): void {
    const { running, paused, proven } = this.#facts;
    if (!running || paused || proven !== undefined || this.#steps.length === 0 || this.#attempt !== undefined)
      return;
    const attempt = new AbortController();
    this.#attempt = attempt;
    void this.#runAttempt(attempt, signal);
  }

  async #runAttempt(attempt: AbortController, signal: AbortSignal): Promise<void> {
    const target = {
      world: this.#world,
      detail: this.#detail,
      address: this.#address,
      signal: AbortSignal.any([signal, attempt.signal]),
    };
    const proof = await proveContainer(this.#steps, {
      target,
      startedMs: this.#facts.startedMs,
      onProgress: (seen) =>
        this.#update({
          awaiting: seen.awaiting,
          ...(seen.output === "" ? {} : { checkOutput: seen.output, checkExitCode: seen.exitCode }),
        }),
    });
    this.#attempt = undefined;
    if (proof === "cannot-ask") this.#steps = [];
    else if (proof !== undefined && this.#facts.running) this.#prove(proof.by);
    this.#inbox.notify();
  }
}

function runningForMs(world: World, detail: ContainerDetail): number {
  if (detail.state !== "running" || detail.startedAt === undefined) return 0;
  // the engine's clock may differ from ours, or have jumped
  return Math.max(0, world.clock.now().getTime() - detail.startedAt.getTime());
}

/** An inspection may know of a death or a restart that no event told. */
function reconciled(facts: ContainerFacts, detail: ContainerDetail, nowMs: number): ContainerFacts {
  const event = (action: string): EngineEvent => ({
    at: new Date(0),
    action,
    containerId: detail.id,
    service: "",
    attributes: { exitCode: String(detail.exitCode) },
  });
  const runs = detail.state === "running" || detail.state === "paused";
  const dead = detail.state === "exited" || detail.state === "dead" || detail.state === "restarting";
  if (dead && facts.running) {
    const told = detail.outOfMemory ? applyEvent(facts, event("oom"), nowMs) : facts;
    return applyEvent(told, event("die"), nowMs);
  }
  return runs && !facts.running ? applyEvent(facts, event("start"), nowMs) : facts;
}
