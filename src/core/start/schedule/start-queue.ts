import type { Service } from "../../environment/model.ts";
import type { LaunchContext } from "../../events/launch-context.ts";
import type { PlannedService } from "../../plan/plan.ts";
import type { EngineWatch } from "../../proof/engine-watch.ts";
import type { FailureReason } from "../../proof/state.ts";
import type { Creation } from "../creation.ts";
import { isSettled, standingOf } from "../service-result.ts";
import type { ServiceRecord } from "../service-result.ts";
import { startFailure, startService } from "../start-service.ts";
import type { StartAnswer } from "../start-service.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";
import { failed } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";

/** A GPU runtime's hooks, a cold disk: nobody else waits for them. */
const slowStartMs = 1_000;

type Outside = Pick<World, "clock" | "background">;

interface Waiting {
  readonly urgency: number;
  readonly go: () => void;
}

/**
 * Gives each start its turn. What is as urgent as anything that has not begun goes at once; the rest a few at a time,
 * for an engine that is asked to start everything together keeps those waiting that everything else waits for.
 */
export class StartQueue {
  readonly #world: Outside;
  readonly #atOnce: number;
  /** Urgencies of all that has not begun, asked for or not. */
  readonly #left: number[];
  #underWay = 0;
  #waiting: readonly Waiting[] = [];

  constructor(world: Outside, atOnce: number, urgencies: Iterable<number>) {
    this.#world = world;
    this.#atOnce = atOnce;
    this.#left = [...urgencies];
  }

  /** Does the work in its turn; undefined when the signal aborts before that. */
  async run<T>(urgency: number, work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    await new Promise<void>((go) => this.#enqueue({ urgency, go }));
    const over = new AbortController();
    // done or slow, it makes room once
    const { clock, background } = this.#world;
    background.begin(clock.sleep(slowStartMs, over.signal).then(() => this.#leave()));
    try {
      return signal.aborted ? undefined : await work();
    } finally {
      over.abort();
    }
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting = [...this.#waiting, waiting].toSorted((one, other) => other.urgency - one.urgency);
    // who asks in the same turn is compared before anyone goes
    queueMicrotask(() => this.#next());
  }

  #leave(): void {
    this.#underWay -= 1;
    this.#next();
  }

  #next(): void {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    const isPressing = first.urgency >= Math.max(...this.#left);
    if (!isPressing && this.#underWay >= this.#atOnce) return;
    this.#waiting = others;
    this.#underWay += 1;
    this.#left.splice(this.#left.indexOf(first.urgency), 1);
    first.go();
    this.#next();
  }
}

/** The starts of one launch: what others wait for longest comes first. */
export class Starts {
  readonly #context: LaunchContext;
  readonly #queue: StartQueue;
  readonly #urgencies: ReadonlyMap<string, number>;

  constructor(context: LaunchContext) {
    this.#context = context;
    const services = context.plan.services.map(({ service }) => service);
    this.#urgencies = urgencies(services, context.options.expectedMs);
    const left = context.plan.services.filter(isToBegin).map(({ service }) => this.#urgencyOf(service.name));
    this.#queue = new StartQueue(context.world, context.options.startsAtOnce, left);
  }

  /** What stays as it is waits for no turn. Undefined when the signal aborts before the service's turn has come. */
  async start(
    planned: PlannedService,
    made: readonly ContainerDetail[],
    signal: AbortSignal,
  ): Promise<StartAnswer | undefined> {
    const start = async (): Promise<StartAnswer> => startService(planned, made, this.#context);
    if (!isToBegin(planned)) return start();
    return this.#queue.run(this.#urgencyOf(planned.service.name), start, signal);
  }

  #urgencyOf(service: string): number {
    return this.#urgencies.get(service) ?? 0;
  }
}

/** What runs already never asks for a turn: nobody must be held back for it. */
export function isToBegin({ action }: Pick<PlannedService, "action">): boolean {
  return action.kind !== "keep" && action.kind !== "done";
}

/** What is under way when services begin to start. */
export interface Begun {
  /** Not followed yet; it tells of all that is begun after it was made. */
  readonly events: EngineWatch;
  readonly creation: Creation;
  /** Services that are known to fail already: an image is missing. */
  readonly unstartable: ReadonlyMap<string, FailureReason>;
}

/** Of a service that has not been seen to become ready here. */
const unknownMs = 1_000;

/**
 * How long the longest chain of services takes that begins with each, in milliseconds: as long as what is late there
 * delays the whole. By the times of earlier starts, where there are any.
 */
export function urgencies(
  services: readonly Pick<Service, "name" | "dependencies">[],
  expectedMs: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const dependents = dependentsOf(services);
  const known = new Map<string, number>();
  const urgencyOf = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const after = (dependents.get(name) ?? []).map(urgencyOf);
    const urgency = (expectedMs[name] ?? unknownMs) + Math.max(0, ...after);
    known.set(name, urgency);
    return urgency;
  };
  return new Map(services.map(({ name }) => [name, urgencyOf(name)]));
}

/**
 * Optional services hold nothing up: the run is over when all others have settled, or, unwaited for, have begun. Where
 * there are no others, the optional ones are what was asked for.
 */
export function isOver(records: Iterable<ServiceRecord>, isWaitedFor: boolean): boolean {
  const all = [...records];
  const others = all.filter(({ planned }) => !planned.service.extras.optional);
  const awaited = new Set(isWaitedFor ? (others.length > 0 ? others : all) : []);
  return all.every((record) =>
    awaited.has(record) ? isSettled(standingOf(record.status)) : isBegun(record),
  );
}

function isBegun({ status }: ServiceRecord): boolean {
  return status.kind !== "pending" && status.kind !== "starting";
}

/**
 * `depends_on: { restart: true }`: what was kept is restarted when what it depends on is a new container now. Its
 * containers as they are after it, or why it cannot be; undefined where nothing was to be restarted.
 */
export async function restartAfterDependency(
  planned: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
  { engine }: Pick<World, "engine">,
): Promise<StartAnswer | undefined> {
  const { action } = planned;
  if (action.kind !== "keep" || !followsNewContainer(planned, records)) return undefined;
  const containers: ContainerDetail[] = [];
  for (const container of action.containers) {
    const restarted = await engine.restart(container.id, undefined);
    if (restarted.kind === "failed") return failed(startFailure(restarted.error, container.id));
    const now = await engine.inspect(container.id);
    containers.push(now.kind === "ok" ? now.value : container);
  }
  return { kind: "ok", value: containers };
}

function followsNewContainer(
  { service }: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
): boolean {
  return service.dependencies.some((dependency) => {
    const made = records.get(dependency.service)?.planned.action.kind;
    return dependency.restart && (made === "recreate" || made === "create");
  });
}

/** What runs already and goes on running: it waits for nobody to be looked at. */
export function runsOn(planned: PlannedService, records: ReadonlyMap<string, ServiceRecord>): boolean {
  return planned.action.kind === "keep" && !followsNewContainer(planned, records);
}

type Depending = Pick<Service, "name" | "dependencies">;

/** Who waits for each service, itself and not through others. */
export function dependentsOf(services: readonly Depending[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const { name, dependencies } of services)
    for (const { service } of dependencies) {
      const known = dependents.get(service);
      if (known === undefined) dependents.set(service, [name]);
      else known.push(name);
    }
  return dependents;
}
