import { failed } from "../../../world/result.ts";
import type { Result } from "../../../world/result.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { Container } from "../../../world/engine/container.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
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
    /** Stops what was started for this, and removes what was created for it. */
    readonly putBack: () => Promise<void>;
  },
  { readonly reason: string; readonly broken?: Store }
>;

/** Makes stores run that do not, without anything else of their project, and waits until they answer. */
export async function runStores(work: StoreWork, wanted: StoresWanted): Promise<RunningStores> {
  const { engine } = work.world;
  const services = wanted.stores.map(({ service }) => service);
  const missing = services.filter((service) => containersOf(wanted, service).length === 0);
  const created = await create(work, wanted, missing);
  if (created.kind === "failed") return failed({ reason: created.error });
  const started: string[] = [];
  const putBack = async (): Promise<void> => {
    for (const id of started) await engine.stop(id, undefined);
    for (const id of created.value.containers) await engine.removeContainer(id, false);
    for (const id of created.value.networks) await engine.removeNetwork(id);
  };
  const containers = new Map<string, string>();
  for (const service of services) {
    const [own] = [
      ...containersOf(wanted, service),
      ...created.value.found.filter((each) => serviceOf(each) === service),
    ];
    if (own === undefined) return { kind: "failed", error: { reason: `${service} has no container` } };
    containers.set(service, own.id);
    if (own.state === "running") continue;
    if (own.state !== "paused") started.push(own.id);
    wanted.onStart(service);
    const answer = own.state === "paused" ? await engine.unpause(own.id) : await engine.start(own.id);
    if (answer.kind === "ok") continue;
    await putBack();
    return { kind: "failed", error: { reason: `${service} does not start: ${answer.error.message}` } };
  }
  const waited = await Promise.all(
    wanted.stores.map((store) => untilReady(work, store, containers.get(store.service) ?? "")),
  );
  const at = waited.findIndex((each) => each !== undefined);
  const reason = waited[at];
  if (reason === undefined) return { kind: "ok", value: { containers, putBack } };
  await putBack();
  const broken = work.signal.aborted ? undefined : wanted.stores[at];
  return { kind: "failed", error: { reason, ...(broken === undefined ? {} : { broken }) } };
}

function containersOf({ project }: StoresWanted, service: string): readonly Container[] {
  const own = project.containers.filter(
    (container) => serviceOf(container) === service && container.labels[composeLabels.oneOff] !== "True",
  );
  return own.toSorted((a, b) => Number(b.state === "running") - Number(a.state === "running"));
}

type Created = Result<
  {
    readonly found: readonly Container[];
    readonly containers: readonly string[];
    readonly networks: readonly string[];
  },
  string
>;

async function create(
  { world, signal }: StoreWork,
  { project, compose }: StoresWanted,
  services: readonly string[],
): Promise<Created> {
  if (services.length === 0) return { kind: "ok", value: { found: [], containers: [], networks: [] } };
  const names = services.join(", ");
  if (compose === undefined) {
    return {
      kind: "failed",
      error: `${names} has no container, and the files to make one from cannot be read`,
    };
  }
  const before = new Set(project.own.everything.networks.map(({ id }) => id));
  const refusal = await createByCompose(world, { project, compose, services, signal });
  if (refusal !== undefined) return { kind: "failed", error: `${names} cannot be created: ${refusal}` };
  const [containers, networks] = await Promise.all([
    world.engine.containers({ project: project.project }),
    world.engine.networks(project.project),
  ]);
  const found = containers.kind === "ok" ? containers.value : [];
  const known = new Set(project.containers.map(({ id }) => id));
  return {
    kind: "ok",
    value: {
      found,
      containers: found.map(({ id }) => id).filter((id) => !known.has(id)),
      networks:
        networks.kind === "ok" ? networks.value.map(({ id }) => id).filter((id) => !before.has(id)) : [],
    },
  };
}
