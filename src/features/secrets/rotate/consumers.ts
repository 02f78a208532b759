import type { Service } from "../../../core/environment/model.ts";
import type { Tell } from "../../../core/events/event.ts";
import { existingContainers } from "../../../core/plan/decide.ts";
import { isUnchanged } from "../../../core/plan/make-plan.ts";
import { wantedHashes } from "../../../core/plan/wanted-hashes.ts";
import { wavesOf } from "../../../core/plan/make-plan.ts";
import type { Plan, PlannedService } from "../../../core/plan/plan.ts";
import { secretUsers } from "../../../core/plan/find-stores.ts";
import { whySharer, withSharers } from "../../../core/plan/sharers.ts";
import { EngineWatch } from "../../../core/proof/engine-watch.ts";
import { done } from "../../../core/secrets/clients/store-client.ts";
import type { StepAnswer } from "../../../core/secrets/clients/store-client.ts";
import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import { readRotationJournal } from "../../../core/secrets/store/rotation-journal.ts";
import { nothingToCreate } from "../../../core/start/creation.ts";
import { Scheduler } from "../../../core/start/schedule/scheduler.ts";
import type { RunEnd } from "../../../core/start/schedule/scheduler.ts";
import { standingOf } from "../../../core/start/service-result.ts";
import type { ServiceRecord } from "../../../core/start/service-result.ts";
import { serviceOf, stopServices } from "../../../core/stop/stop-services.ts";
import type { StopStep } from "../../../core/stop/stop-services.ts";
import type { KeyChecks } from "./key-checks.ts";
import type { ConsumerStart, Consumers, RotationContext } from "./rotation.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";
import { failed } from "../../../world/result.ts";
import type { Result } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";

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
  if (existing.kind === "failed") return existing;
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
  const plan = planFor(context, starts, existing.value);
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
  return reasons.length === 0 ? done : { kind: "failed", error: reasons.join("; ") };
}

/** A store stood up to here, for its password can only be changed while it runs. */
async function stopForRestart(
  context: RotationContext,
  starts: readonly ConsumerStart[],
  signal: AbortSignal,
): Promise<Result<Existing, string>> {
  const restarted = starts.filter(({ how }) => how === "restart").map(({ service }) => service);
  const stopped = await stopConsumers(context, restarted, signal);
  if (stopped.kind !== "ok")
    return failed(stopped.kind === "failed" ? `cannot be stopped: ${stopped.error}` : "interrupted");
  const existing = await existingContainers(context.world, context.project.name);
  return existing.kind === "failed" ? failed(existing.error.message) : existing;
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
    action: actionFor(service, starts, existing),
  }));
  const { environment, gpu } = prepared;
  return { environment, model, project, gpu, services: planned, waves, orphans: [] };
}

function actionFor(
  { name, sharesWith }: Service,
  starts: readonly ConsumerStart[],
  existing: Existing,
): PlannedService["action"] {
  const howOf = (service: string) => starts.find((each) => each.service === service)?.how;
  const containers = existing.get(name) ?? [];
  switch (howOf(name)) {
    case undefined:
      return { kind: "keep", containers };
    case "restart":
      return { kind: "start", containers };
    case "recreate": {
      const replaced = sharesWith.find((each) => howOf(each) === "recreate");
      const why = replaced === undefined ? "a secret in its environment changed" : whySharer(replaced);
      return { kind: "recreate", why };
    }
  }
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

/** As `down` does it, and with what is there now: an earlier step may have made containers anew. */
async function stopConsumers(
  { world, own, project }: Pick<RotationContext, "world" | "own" | "project">,
  services: readonly string[],
  signal: AbortSignal,
): Promise<StepAnswer> {
  const listed = await world.engine.containers({ project: project.name });
  if (listed.kind === "failed") return { kind: "failed", error: listed.error.message };
  const containers = listed.value.filter((container) => services.includes(serviceOf(container)));
  const failures: string[] = [];
  const tell = (step: StopStep): void => {
    if (step.kind === "failed") failures.push(`${step.name}: ${step.message}`);
  };
  const ended = await stopServices(world, { ...own, containers }, { tell, graceSeconds: undefined, signal });
  if (ended === "interrupted") return { kind: "aborted" };
  return failures.length === 0 ? done : { kind: "failed", error: failures.join("; ") };
}

/**
 * Services that a rotation of these secrets would make anew, and that are not what the files say already. While a
 * rotation is under way they differ by what it has written, so then nothing can be told.
 */
export async function changedSinceStart(
  { world, prepared, project }: RotationContext,
  names: readonly string[],
): Promise<readonly string[]> {
  const { name, workingDirectory } = prepared.environment;
  const pending = await readRotationJournal(world, { environment: name, directory: workingDirectory });
  const visible = Object.entries(prepared.specs).flatMap(([secret, spec]) =>
    isInEnvFile(spec) && (names.length === 0 || names.includes(secret)) ? [secret] : [],
  );
  if (pending !== undefined || visible.length === 0) return [];
  const existing = await existingContainers(world, project.name);
  if (existing.kind === "failed") return [];
  const hashes = await wantedHashes(world, { project, existing: existing.value }, world.terminal.interrupted);
  const users = new Set(visible.flatMap((secret) => affectedBy(world, prepared, secret)));
  return [...users].filter((service) => {
    const running = (existing.value.get(service) ?? []).filter(({ state }) => state === "running");
    const wanted = hashes.get(service);
    return wanted !== undefined && !running.every((container) => isUnchanged(container, wanted));
  });
}

/**
 * Who uses a secret, and whoever lives in the container of one that does: a new container is not the one that it is in,
 * and one that is only started again has another network.
 */
function affectedBy(world: World, prepared: RotationContext["prepared"], secret: string): readonly string[] {
  return withSharers(secretUsers(world, prepared, secret), prepared.loaded.model.services);
}

/** The services that use a secret, in the launcher's hands: stopped and started as `down` and `up` do it. */
export function consumersOf(context: RotationContext, keys: KeyChecks): Consumers {
  const { world, prepared } = context;
  return {
    usersOf: (secret) => affectedBy(world, prepared, secret),
    stop: (services, signal) => stopConsumers(context, services, signal),
    start: (starts, signal) => startConsumers(context, starts, signal),
    accepts: (secret, value, signal) => keys.accepts(secret, value, signal),
  };
}
