import type { Service } from "../../../core/environment/model.ts";
import { existingContainers } from "../../../core/plan/existing-containers.ts";
import type { Plan, PlannedService } from "../../../core/plan/plan.ts";
import { wavesOf } from "../../../core/plan/waves.ts";
import type { ConsumerStart } from "./rotation.ts";
import { EngineWatch } from "../../../core/proof/engine-watch.ts";
import { done, type StepAnswer } from "../../../core/secrets/clients/step-answer.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";
import type { Tell } from "../../../core/events/event.ts";
import type { RotationContext } from "./rotation-context.ts";
import { nothingToCreate } from "../../../core/start/creation.ts";
import { Scheduler } from "../../../core/start/schedule/scheduler.ts";
import type { RunEnd } from "../../../core/start/schedule/scheduler.ts";
import { stopConsumers } from "./stop-consumers.ts";
import { standingOf } from "../../../core/start/service-status.ts";
import type { ServiceRecord } from "../../../core/start/service-status.ts";

type Existing = ReadonlyMap<string, readonly ContainerDetail[]>;

/**
 * Starts services again with what their secrets are now, by the very scheduler of `up`: in the order of their
 * dependencies, each watched until it has proven itself.
 */
export async function startConsumers(
  context: RotationContext,
  starts: readonly ConsumerStart[],
  signal: AbortSignal,
): Promise<StepAnswer> {
  if (starts.length === 0) return done;
  const existing = await stopForRestart(context, starts, signal);
  if (signal.aborted) return { kind: "aborted" };
  if (existing === undefined) return { kind: "failed", reason: "the engine could not stop them" };
  const { world, words, timeoutMs } = context;
  const started = new Set(starts.map(({ service }) => service));
  const options = {
    pull: "never",
    build: false,
    wait: true,
    strict: false,
    timeoutMs,
    startsAtOnce: 1,
    expectedMs: {},
    // what is planned here was decided already
    seenToComplete: new Set<string>(),
  } as const;
  const plan = planFor(context, starts, existing);
  // what they depend on is looked at, and is nobody's news
  const tell: Tell = (happening) => {
    if (!("service" in happening) || started.has(happening.service)) context.tell(happening);
  };
  const redecide = async (): Promise<undefined> => Promise.resolve(undefined);
  const launch = { world, plan, tell, options, words, signal, redecide };
  const events = new EngineWatch(world, context.project.name);
  const scheduler = new Scheduler(launch, { events, creation: nothingToCreate, unstartable: new Map() });
  const end = await scheduler.run();
  if (end === "interrupted") return { kind: "aborted" };
  const records = [...scheduler.records.values()].filter(({ planned }) => started.has(planned.service.name));
  const reasons = records.flatMap((record) => whyNotReady(context, record, end));
  return reasons.length === 0 ? done : { kind: "failed", reason: reasons.join("; ") };
}

/** A store stood up to here, for its password can only be changed while it runs. Undefined without an engine. */
async function stopForRestart(
  context: RotationContext,
  starts: readonly ConsumerStart[],
  signal: AbortSignal,
): Promise<Existing | undefined> {
  const restarted = starts.filter(({ how }) => how === "restart").map(({ service }) => service);
  const stopped = await stopConsumers(context, restarted, signal);
  if (stopped.kind !== "ok") return undefined;
  const existing = await existingContainers(context.world, context.project.name);
  return existing.kind === "failed" ? undefined : existing.value;
}

/** With what they depend on, as far as it runs: that has to be ready first, and is left alone. */
function planFor(
  { prepared, project }: RotationContext,
  starts: readonly ConsumerStart[],
  existing: Existing,
): Plan {
  const { model } = prepared.loaded;
  const names = new Set(starts.map(({ service }) => service));
  const needed = withDependencies(model.services, names).filter(
    ({ name }) => names.has(name) || isRunning(existing.get(name) ?? []),
  );
  const waves = wavesOf(needed);
  const planned = needed.map((service): PlannedService => ({
    service,
    wave: 1 + waves.findIndex((wave) => wave.includes(service.name)),
    action: actionFor(service.name, starts, existing),
  }));
  const { environment, gpu } = prepared;
  return { environment, model, project, gpu, services: planned, waves, orphans: [] };
}

function actionFor(
  service: string,
  starts: readonly ConsumerStart[],
  existing: Existing,
): PlannedService["action"] {
  const start = starts.find((each) => each.service === service);
  const containers = existing.get(service) ?? [];
  if (start === undefined) return { kind: "keep", containers };
  return start.how === "recreate"
    ? { kind: "recreate", why: "a secret in its environment changed" }
    : { kind: "start", containers };
}

function withDependencies(services: readonly Service[], names: ReadonlySet<string>): readonly Service[] {
  const wanted = new Set(names);
  for (const name of wanted) {
    const service = services.find((each) => each.name === name);
    for (const dependency of service?.dependencies ?? []) wanted.add(dependency.service);
  }
  return services.filter(({ name }) => wanted.has(name));
}

function isRunning(containers: readonly ContainerDetail[]): boolean {
  return containers.some(({ state }) => state === "running");
}

function whyNotReady(
  { words }: RotationContext,
  { planned, status }: ServiceRecord,
  end: RunEnd,
): readonly string[] {
  const { name } = planned.service;
  const standing = standingOf(status);
  switch (standing.kind) {
    case "ready":
    case "completed":
    case "unproven":
      return [];
    case "failed":
      return [`${name} ${words.failure(standing.reason, name).what}`];
    case "skipped":
      return [`${name} ${words.skipped(standing.because)}`];
    case "waiting":
    case "proven":
      // an optional service holds nothing up
      return end === "settled" ? [] : [`${name} did not become ready in time`];
  }
}
