import { done } from "../../../core/secrets/clients/store-client.ts";
import type { ExecWorld, StepAnswer, StoreClient } from "../../../core/secrets/clients/store-client.ts";
import { postgresStore } from "../../../core/secrets/clients/postgres-store.ts";
import { redisStore } from "../../../core/secrets/clients/redis-store.ts";
import { scriptedStore } from "../../../core/secrets/clients/scripted-store.ts";
import { proveStore, rekeyStore } from "./rekey-store.ts";
import type {
  ConsumerStart,
  Direction,
  RotationRequest,
  RotationStep,
  RotationWorld,
  StoreTarget,
} from "./rotation.ts";
import { noteStep, type SecretChange } from "../../../core/secrets/store/rotation-journal.ts";
import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import { setSecrets } from "../../../core/secrets/store/set-secrets.ts";

/**
 * Brings everything to the wanted values. Consumers stand still while their store changes, so that none of them ever
 * logs in with a password that is no longer, or not yet, the right one.
 */
export async function runRotationSteps(
  world: RotationWorld,
  request: RotationRequest,
  direction: Direction,
): Promise<StepAnswer> {
  const steps: readonly (readonly [RotationStep, () => Promise<StepAnswer>])[] = [
    ["stop-consumers", () => stopConsumers(request, direction.changes)],
    ["change-stores", () => changeStores(world, request, direction)],
    ["write-files", () => writeFiles(world, request, direction)],
    ["start-consumers", () => startConsumers(request, direction.changes)],
    ["prove", () => prove(world, request, direction)],
  ];
  for (const [step, run] of steps) {
    const answer = await runStep(world, request, { step, run, isUndo: direction.to === "old" });
    if (answer.kind !== "ok") return answer;
  }
  return done;
}

/** Every service that stops or takes up a new value. */
export function affectedServices(
  request: RotationRequest,
  changes: readonly SecretChange[],
): readonly string[] {
  return startsOf(request, changes).map(({ service }) => service);
}

interface Step {
  readonly step: RotationStep;
  readonly run: () => Promise<StepAnswer>;
  readonly isUndo: boolean;
}

async function runStep(
  world: RotationWorld,
  request: RotationRequest,
  { step, run, isUndo }: Step,
): Promise<StepAnswer> {
  if (request.signal.aborted) return { kind: "aborted" };
  request.tell({ type: "step-begun", step });
  const noted = await noteStep(world, request, step, "begun");
  // A full disk must not keep the old values from coming back.
  if (noted.kind === "failed" && !isUndo)
    return { kind: "failed", error: `the journal: ${noted.error.reason}` };
  const answer = await run();
  if (answer.kind === "aborted") return answer;
  await noteStep(world, request, step, answer.kind === "ok" ? "done" : "failed");
  if (answer.kind === "ok") request.tell({ type: "step-done", step });
  else request.tell({ type: "step-failed", step, reason: answer.error });
  return answer;
}

/** A store stays up: its password can only be changed while it runs. */
function stopConsumers(request: RotationRequest, changes: readonly SecretChange[]): Promise<StepAnswer> {
  const stores = new Set(
    changes.flatMap(({ name }) => {
      const store = request.stores.get(name);
      return store === undefined || store.kind === "other" ? [] : [store.service];
    }),
  );
  const users = new Set(changes.flatMap(({ name }) => request.consumers.usersOf(name)));
  const services = [...users].filter((service) => !stores.has(service));
  return request.consumers.stop(services, request.signal);
}

function changeStores(
  world: RotationWorld,
  request: RotationRequest,
  direction: Direction,
): Promise<StepAnswer> {
  return forEachStore(world, request, direction, rekeyStore);
}

async function writeFiles(
  world: RotationWorld,
  request: RotationRequest,
  { changes, to }: Direction,
): Promise<StepAnswer> {
  const values = new Map(changes.map((change) => [change.name, change[to]]));
  const { problems } = await setSecrets(world, request, request.specs, values);
  const [problem] = problems;
  return problem === undefined ? done : { kind: "failed", error: problem.detail };
}

function startConsumers(request: RotationRequest, changes: readonly SecretChange[]): Promise<StepAnswer> {
  return request.consumers.start(startsOf(request, changes), request.signal);
}

async function prove(
  world: RotationWorld,
  request: RotationRequest,
  direction: Direction,
): Promise<StepAnswer> {
  const stores = await forEachStore(world, request, direction, proveStore);
  if (stores.kind !== "ok") return stores;
  for (const change of direction.changes) {
    if ((request.stores.get(change.name)?.kind ?? "other") !== "other") continue;
    const accepts = (value: string) => request.consumers.accepts(change.name, value, request.signal);
    if ((await accepts(change[direction.to])) === "refused")
      return { kind: "failed", error: `the new ${change.name} is refused` };
    if ((await accepts(change[direction.from])) === "accepted")
      return { kind: "failed", error: `the old ${change.name} is still accepted` };
  }
  return done;
}

async function forEachStore(
  world: RotationWorld,
  request: RotationRequest,
  { changes, from, to }: Direction,
  act: typeof rekeyStore,
): Promise<StepAnswer> {
  for (const change of changes) {
    const target = request.stores.get(change.name);
    if (target === undefined || target.kind === "other") continue;
    const woken = await wake(world, request, target);
    // neither data nor a container: it will be made with whatever value there is
    if (woken.store === undefined && target.volume === undefined) continue;
    if (woken.store === undefined) {
      const why = woken.why === "" ? "" : ` (${woken.why})`;
      return {
        kind: "failed",
        error: `${target.service} does not run${why}, so its password cannot be changed`,
      };
    }
    const answer = await act(woken.store, { current: change[from], next: change[to] }, request.signal);
    if (answer.kind === "failed") return { kind: "failed", error: `${target.service}: ${answer.error}` };
    if (answer.kind === "aborted") return answer;
  }
  return done;
}

interface Woken {
  readonly store: StoreClient | undefined;
  /** What kept it from starting again, where that was tried. */
  readonly why: string;
}

/** A run that was killed may have stopped it, so that it sees its new file: one that ran is to run again. */
async function wake(
  world: RotationWorld,
  { running, consumers, signal }: RotationRequest,
  target: StoreTarget,
): Promise<Woken> {
  const store = await storeClient(world, target);
  const ranBefore = target.volume !== undefined && running.includes(target.service);
  if (store !== undefined || !ranBefore) return { store, why: "" };
  const started = await consumers.start([{ service: target.service, how: "restart" }], signal);
  if (started.kind === "ok") return { store: await storeClient(world, target), why: "" };
  return { store: undefined, why: started.kind === "failed" ? started.error : "" };
}

/** Undefined while the store does not run, and where nobody here can speak to it. */
export async function storeClient(world: ExecWorld, target: StoreTarget): Promise<StoreClient | undefined> {
  const container = await target.locate();
  if (container === undefined) return undefined;
  switch (target.kind) {
    case "postgres":
      return postgresStore(world, container);
    case "redis":
      return redisStore(world, container);
    case "scripted":
      return target.scripts && scriptedStore(world, container, target.scripts);
    case "other":
      return undefined;
  }
}

/**
 * Those that ran when it began, the stores too: a running container keeps the file it was started with, and whoever asks
 * inside it, its own health check first, would go on with the old value.
 */
function startsOf(request: RotationRequest, changes: readonly SecretChange[]): readonly ConsumerStart[] {
  const starts = new Map<string, ConsumerStart["how"]>();
  for (const { name } of changes) {
    const spec = request.specs[name];
    const isInEnvironment = spec !== undefined && isInEnvFile(spec);
    for (const service of request.consumers.usersOf(name)) {
      if (starts.get(service) === "recreate") continue;
      starts.set(service, isInEnvironment ? "recreate" : "restart");
    }
  }
  return [...starts]
    .filter(([service]) => request.running.includes(service))
    .map(([service, how]) => ({ service, how }));
}
