import { failed } from "../../../world/result.ts";
import type { Result } from "../../../world/result.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { Engine, EngineAnswer } from "../../../world/engine/engine.ts";
import { isBesideService } from "../../../world/compose/labels.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";
import { createByCompose } from "./create-by-compose.ts";
import type { Store } from "../../../core/images/is-store.ts";
import type { StoreWork } from "./store-work.ts";
import { untilReady } from "./until-ready.ts";

export interface StoresWanted {
  readonly project: OwnProject;
  /** What Compose is told; undefined where the files cannot be read: then only what exists can be started. */
  readonly compose: ComposeProject | undefined;
  readonly stores: readonly Store[];
  readonly onStart: (service: string) => void;
}

export type RunningStores = Result<
  {
    /** A container of each service. */
    readonly containers: ReadonlyMap<string, string>;
    /** Makes everything as it was, as far as it can, and says what could not be. */
    readonly putBack: () => Promise<readonly string[]>;
  },
  { readonly reason: string; readonly broken?: Store }
>;

/**
 * Makes stores run that do not, without anything else of their project, and waits until they answer. Where that does not
 * come to its end, however, everything is as it was before.
 */
export async function runStores(work: StoreWork, wanted: StoresWanted): Promise<RunningStores> {
  const changes: Changes = { mayHaveCreated: false, started: [], resumed: [] };
  const putBack = async (): Promise<readonly string[]> => undo(work, wanted, changes);
  let isRunning = false;
  try {
    const answer = await makeRun(work, wanted, changes);
    if (answer.kind === "ok") {
      isRunning = true;
      return { kind: "ok", value: { containers: answer.value, putBack } };
    }
    isRunning = true;
    const { reason, broken } = answer.error;
    const all = [reason, ...(await putBack())].join("; ");
    return failed({ reason: all, ...(broken === undefined ? {} : { broken }) });
  } finally {
    if (!isRunning) await putBack();
  }
}

/** What was done to what was there, noted before it is done. */
interface Changes {
  mayHaveCreated: boolean;
  readonly started: string[];
  readonly resumed: string[];
}

type MadeRun = Result<ReadonlyMap<string, string>, { readonly reason: string; readonly broken?: Store }>;

async function makeRun(work: StoreWork, wanted: StoresWanted, changes: Changes): Promise<MadeRun> {
  const services = wanted.stores.map(({ service }) => service);
  const missing = services.filter((service) => containersOf(wanted, service).length === 0);
  const created = await create(work, wanted, { services: missing, changes });
  if (created.kind === "failed") return failed({ reason: created.error });
  const containers = new Map<string, string>();
  for (const service of services) {
    const [own] = [
      ...containersOf(wanted, service),
      ...created.value.filter((each) => serviceOf(each) === service),
    ];
    if (own === undefined) return failed({ reason: `${service} has no container` });
    containers.set(service, own.id);
    const refusal = await start(work, own, { changes, onStart: wanted.onStart });
    if (refusal !== undefined) return failed({ reason: `${service} does not start: ${refusal}` });
  }
  const waited = await Promise.all(
    wanted.stores.map((store) => untilReady(work, store, containers.get(store.service) ?? "")),
  );
  const at = waited.findIndex((each) => each !== undefined);
  const reason = waited[at];
  if (reason === undefined) return { kind: "ok", value: containers };
  const broken = work.signal.aborted ? undefined : wanted.stores[at];
  return failed({ reason, ...(broken === undefined ? {} : { broken }) });
}

async function start(
  { world: { engine } }: StoreWork,
  own: Container,
  { changes, onStart }: { readonly changes: Changes; readonly onStart: (service: string) => void },
): Promise<string | undefined> {
  if (own.state === "running") return undefined;
  const isPaused = own.state === "paused";
  (isPaused ? changes.resumed : changes.started).push(own.id);
  onStart(serviceOf(own));
  const answer = isPaused ? await engine.unpause(own.id) : await engine.start(own.id);
  return answer.kind === "ok" ? undefined : answer.error.message;
}

/** Each for itself: that one cannot be put back keeps no other from it. */
async function undo(
  { world: { engine } }: StoreWork,
  { project }: StoresWanted,
  { started, resumed, mayHaveCreated }: Changes,
): Promise<readonly string[]> {
  const left: string[] = [];
  const note = async (what: string, asked: Promise<EngineAnswer<unknown>>): Promise<void> => {
    const answer = await asked;
    if (answer.kind === "failed" && answer.error.kind !== "not-found")
      left.push(`${what}: ${answer.error.message}`);
  };
  for (const id of started) await note("what was started for this runs on", engine.stop(id, undefined));
  for (const id of resumed) await note("what was paused before goes on", engine.pause(id));
  if (!mayHaveCreated) return left;
  const made = await madeSince(engine, project);
  if (made.kind === "failed") return [...left, `what was made for this may still be there: ${made.error}`];
  // what runs is nobody's to remove here, whoever started it
  for (const id of made.value.containers)
    await note("a container that was made for this is still there", engine.removeContainer(id, false));
  for (const id of made.value.networks)
    await note("a network that was made for this is still there", engine.removeNetwork(id));
  return left;
}

type Made = Result<{ readonly containers: readonly string[]; readonly networks: readonly string[] }, string>;

/** What of the project is there now and was not when its lock was taken. */
async function madeSince(engine: Engine, { project, own: { everything } }: OwnProject): Promise<Made> {
  const [now, networks] = await Promise.all([engine.containers({ project }), engine.networks(project)]);
  if (now.kind === "failed") return failed(now.error.message);
  if (networks.kind === "failed") return failed(networks.error.message);
  const known = new Set([...everything.containers, ...everything.networks].map(({ id }) => id));
  const isNew = ({ id }: { readonly id: string }): boolean => !known.has(id);
  const ids = (all: readonly { readonly id: string }[]): readonly string[] =>
    all.filter(isNew).map(({ id }) => id);
  return { kind: "ok", value: { containers: ids(now.value), networks: ids(networks.value) } };
}

function containersOf({ project }: StoresWanted, service: string): readonly Container[] {
  const own = project.containers.filter(
    (container) => serviceOf(container) === service && !isBesideService(container.labels),
  );
  return own.toSorted((a, b) => Number(b.state === "running") - Number(a.state === "running"));
}

interface Creating {
  readonly services: readonly string[];
  readonly changes: Changes;
}

/** The containers of these services, made now. */
async function create(
  { world, signal }: StoreWork,
  { project, compose }: StoresWanted,
  { services, changes }: Creating,
): Promise<Result<readonly Container[], string>> {
  if (services.length === 0) return { kind: "ok", value: [] };
  const names = services.join(", ");
  if (compose === undefined)
    return failed(`${names} has no container, and the files to make one from cannot be read`);
  changes.mayHaveCreated = true;
  const refusal = await createByCompose(world, { project, compose, services, signal });
  if (refusal !== undefined) return failed(`${names} cannot be created: ${refusal}`);
  const found = await world.engine.containers({ project: project.project });
  return found.kind === "ok" ? found : failed(found.error.message);
}
