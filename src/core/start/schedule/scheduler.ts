import type { Service } from "../../environment/model.ts";
import type { LaunchContext } from "../../events/launch-context.ts";
import { timeLeftMs } from "../../journal/run-journal.ts";
import { plannedGpuUuids } from "../../plan/gpu-needs.ts";
import type { PlannedService } from "../../plan/plan.ts";
import { ContainerWatch } from "../../proof/container-watch.ts";
import type { Judged } from "../../proof/container-watch.ts";
import type { EngineWatch } from "../../proof/engine-watch.ts";
import { Inbox } from "../../proof/progress-watch.ts";
import type { FailureReason } from "../../proof/state.ts";
import type { Creation, Made } from "../creation.ts";
import { decideStart } from "./start-decision.ts";
import type { StartDecision } from "./start-decision.ts";
import { Starts, dependentsOf, isOver, restartAfterDependency, runsOn } from "./start-queue.ts";
import type { Begun } from "./start-queue.ts";
import { isSettled, standingOf, standsElsewhere } from "../service-result.ts";
import type { ServiceRecord, ServiceStatus } from "../service-result.ts";
import { ServiceTeller, noticeVacuousCheck, tellSettled } from "../service-teller.ts";
import { enginePatienceMs } from "../start-service.ts";
import { watchedService } from "../watched-service.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";

export type RunEnd = "settled" | "interrupted" | "out-of-time" | "engine-lost";

/**
 * Starts each service the moment its dependencies allow, and watches all that was started until everything has
 * settled: one loop that decides anew whenever something is heard.
 */
export class Scheduler {
  readonly #context: LaunchContext;
  readonly #creation: Creation;
  readonly #inbox: Inbox;
  readonly #events: EngineWatch;
  readonly #records: Map<string, ServiceRecord>;
  readonly #teller: ServiceTeller;
  readonly #starts: Starts;
  readonly #ended = new AbortController();
  #engineLost = false;
  /** Who waits for a service. */
  readonly #dependents: ReadonlyMap<string, readonly string[]>;
  /** Services for which something has changed that decisions are made by. */
  readonly #undecided: Set<string>;

  constructor(context: LaunchContext, { events, creation, unstartable }: Begun) {
    this.#context = context;
    this.#creation = creation;
    this.#inbox = new Inbox(context.world.clock);
    this.#events = events;
    creation.onNews((made) => this.#decideAnew(made));
    this.#teller = new ServiceTeller(context.tell);
    this.#starts = new Starts(context);
    const services = context.plan.services.map(({ service }) => service);
    this.#dependents = dependentsOf(services);
    this.#undecided = new Set(services.map(({ name }) => name));
    this.#records = firstRecords(context.plan.services, unstartable);
  }

  get records(): ReadonlyMap<string, ServiceRecord> {
    return this.#records;
  }

  /** `deadlineMs` is a time of `clock.elapsedMs()`. */
  async run(deadlineMs = Number.MAX_SAFE_INTEGER): Promise<RunEnd> {
    const { world, signal } = this.#context;
    const stop = AbortSignal.any([signal, this.#ended.signal]);
    for (const record of this.#records.values()) {
      if (isSettled(standingOf(record.status))) tellSettled(record, "settled", this.#context);
    }
    world.background.begin(this.#followEvents(stop));
    let end = this.#advance(stop, deadlineMs);
    while (end === undefined) {
      await this.#inbox.news(Math.min(1_000, Math.max(1, deadlineMs - world.clock.elapsedMs())), signal);
      end = this.#advance(stop, deadlineMs);
    }
    this.#ended.abort();
    return end;
  }

  /** One turn: starts what may start, skips what cannot, and tells whether the run is over. */
  #advance(stop: AbortSignal, deadlineMs: number): RunEnd | undefined {
    if (this.#context.signal.aborted) return "interrupted";
    if (this.#engineLost) return "engine-lost";
    const isLate = this.#context.world.clock.elapsedMs() >= deadlineMs;
    // a decision may be news for others, which join at the end
    for (const name of isLate ? [] : this.#undecided) {
      this.#undecided.delete(name);
      const record = this.#records.get(name);
      if (record?.status.kind === "pending") this.#decide(record, stop);
    }
    if (isOver(this.#records.values(), this.#context.options.wait)) return "settled";
    return isLate ? "out-of-time" : undefined;
  }

  #decide(record: ServiceRecord, stop: AbortSignal): void {
    const { service } = record.planned;
    const made = this.#creation.made(service.name);
    if (made?.kind === "failed") {
      this.#set(service.name, { status: { kind: "not-started", reason: made.error } });
      return;
    }
    const decision: StartDecision = runsOn(record.planned, this.#records)
      ? { kind: "start" }
      : this.#decideStart(service);
    switch (decision.kind) {
      case "wait":
        this.#teller.waiting(service.name, decision.for);
        return;
      case "skip":
        this.#set(service.name, { status: { kind: "skipped", because: decision.because } });
        return;
      case "start":
        this.#begin(record, made, stop);
    }
  }

  #decideStart(service: Service): StartDecision {
    return decideStart(service, {
      status: (name) => this.#records.get(name)?.status,
      isOptional: (name) => this.#records.get(name)?.planned.service.extras.optional ?? false,
    });
  }

  /** Where its containers are still being made, its own time runs all the same. */
  #begin(record: ServiceRecord, made: Made | undefined, stop: AbortSignal): void {
    const { name } = record.planned.service;
    const begunMs = record.begunMs ?? this.#context.world.clock.elapsedMs();
    if (made === undefined) return void this.#records.set(name, { ...record, begunMs });
    this.#set(name, { status: { kind: "starting" }, begunMs });
    const { background } = this.#context.world;
    background.begin(this.#start(record, made.kind === "ok" ? made.value : [], stop));
  }

  async #start(record: ServiceRecord, made: readonly ContainerDetail[], stop: AbortSignal): Promise<void> {
    const { service, action } = record.planned;
    const answer = await this.#starts.start(record.planned, made, stop);
    // what was cut short by the end of the run is no refusal
    if (answer === undefined || (answer.kind === "failed" && stop.aborted)) return;
    if (answer.kind === "failed") {
      this.#set(service.name, { status: { kind: "not-started", reason: answer.error } });
      return;
    }
    const restarted = await restartAfterDependency(record.planned, this.#records, this.#context.world);
    if (restarted?.kind === "failed") {
      this.#set(service.name, { status: { kind: "not-started", reason: restarted.error } });
      return;
    }
    const containers = restarted?.value ?? answer.value;
    this.#teller.started(service.name, containers.length, action.kind === "keep" && restarted === undefined);
    this.#set(service.name, {
      status: { kind: "started", replicas: containers.map(() => undefined) },
      startedMs: this.#context.world.clock.elapsedMs(),
      containers,
    });
    noticeVacuousCheck(service.name, containers, this.#context);
    for (const [replica, detail] of containers.entries())
      this.#context.world.background.begin(this.#watch(record, { replica, detail }, stop));
  }

  async #watch(
    { planned }: ServiceRecord,
    { replica, detail }: { readonly replica: number; readonly detail: ContainerDetail },
    stop: AbortSignal,
  ): Promise<void> {
    const { world, plan, options } = this.#context;
    const { service } = planned;
    const watched = {
      ...watchedService(service, plan.model, options.expectedMs[service.name]),
      gpuUuids: plannedGpuUuids(service, plan.gpu),
    };
    const watch = new ContainerWatch(world, this.#events, watched, detail);
    await watch.run(stop, (judged) => this.#judged(service.name, replica, judged));
  }

  #judged(name: string, replica: number, judged: Judged): void {
    const record = this.#records.get(name);
    if (record?.status.kind !== "started") return;
    const status = { ...record.status, replicas: record.status.replicas.with(replica, judged) };
    const tookMs = this.#context.world.clock.elapsedMs() - judged.facts.startedMs;
    const leftMs = timeLeftMs(this.#context.options.expectedMs[name], tookMs);
    this.#teller.judged(name, judged, { ...record, status }, leftMs);
    this.#set(name, { status });
  }

  #set(name: string, change: Partial<ServiceRecord>): void {
    const record = this.#records.get(name);
    if (record === undefined) return;
    const changed = { ...record, ...change };
    this.#records.set(name, changed);
    if (isSettled(standingOf(changed.status))) tellSettled(changed, "settled", this.#context);
    this.#decideAnew(standsElsewhere(record.status, changed.status) ? this.#dependents.get(name) : []);
  }

  #decideAnew(services: Iterable<string> = []): void {
    for (const service of services) this.#undecided.add(service);
    this.#inbox.notify();
  }

  async #followEvents(stop: AbortSignal): Promise<void> {
    this.#engineLost = (await this.#events.follow(stop, enginePatienceMs)) === "engine-lost";
    this.#inbox.notify();
  }
}

/** Each service before anything of its start was done; `unstartable`: those of which it is known that they cannot start. */
function firstRecords(
  services: readonly PlannedService[],
  unstartable: ReadonlyMap<string, FailureReason>,
): Map<string, ServiceRecord> {
  const records = services.map((planned): readonly [string, ServiceRecord] => {
    const { name } = planned.service;
    const reason = unstartable.get(name);
    const status: ServiceStatus =
      reason === undefined ? firstStatus(planned) : { kind: "not-started", reason };
    return [name, { planned, status, startedMs: undefined, begunMs: undefined, containers: [] }];
  });
  return new Map(records);
}

function firstStatus({ action }: PlannedService): ServiceStatus {
  return action.kind === "done" ? { kind: "done-before" } : { kind: "pending" };
}
