import { isMadeByCompose } from "../ownership/compose-labels.ts";
import { isHolderOf } from "../ownership/is-holder.ts";
import type { NotOurs } from "../ownership/judge-ownership.ts";
import type { OwnResources } from "../ownership/own-resources.ts";
import { findOwnProject, findRunningProject } from "../ownership/running-project.ts";
import type { ProjectSearch, OwnProject } from "../ownership/running-project.ts";
import { serviceOf, stopServices } from "./stop-services.ts";
import type { StopStep } from "./stop-services.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import type { Container } from "../../world/engine/container.ts";
import type { DiskUsage, EngineAnswer, NetworkSummary, Volume } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export type DownStep = StopStep | RemoveStep;

interface DownRequest {
  readonly tell: (step: DownStep) => void;
  /** For every service, instead of its own. */
  readonly graceSeconds: number | undefined;
  readonly signal: AbortSignal;
}

interface DownAnswer {
  readonly ended: "down" | "interrupted";
  readonly failed: number;
}

/**
 * Stops a project's services in order, then removes its containers and networks. Data stays; only a rehearsal's volumes
 * go, for nothing but rehearsals ever used them.
 */
export async function takeDown(world: World, project: OwnProject, request: DownRequest): Promise<DownAnswer> {
  let failed = 0;
  const tell = (step: DownStep): void => {
    if (step.kind === "failed") failed += 1;
    request.tell(step);
  };
  const stopped = await stopServices(world, project, { ...request, tell });
  if (stopped === "interrupted") return { ended: "interrupted", failed };
  const removal = planRemoval(project.own, { volumes: project.rehearsal });
  await removeResources(world, removal, tell);
  return { ended: "down", failed };
}

const tries = 5;
const pauseMs = 500;

/**
 * Takes a project of this folder down without a word, its volumes too where it is a rehearsal, even when the run was
 * interrupted. Resolves with whether nothing is left.
 */
export async function takeDownNow(
  search: ProjectSearch,
  environment: string,
  rehearse: boolean,
): Promise<boolean> {
  const { signal } = new AbortController();
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    // after an interruption the engine goes on starting what it was told to start
    if (attempt > 1) await search.world.clock.sleep(pauseMs, signal);
    if (await tryTakeDown(search, environment, { rehearse, signal })) return true;
  }
  return false;
}

async function tryTakeDown(
  search: ProjectSearch,
  environment: string,
  { rehearse, signal }: { readonly rehearse: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const { world } = search;
  const found = await findRunningProject(search, environment, rehearse);
  if (found.kind === "failed") return false;
  // a name means its rehearsal where only that exists
  if (found.value.rehearsal !== rehearse || found.value.containers.length === 0) return true;
  const own = await findOwnProject(world, found.value);
  if (own.kind === "failed") return false;
  const { failed } = await takeDown(world, own.value, {
    tell: () => undefined,
    graceSeconds: undefined,
    signal,
  });
  return failed === 0;
}

/** What will be removed, and what will not and why: computed once, shown as it is, performed as it is. */
export interface Removal {
  readonly containers: readonly Container[];
  readonly networks: readonly NetworkSummary[];
  readonly volumes: readonly Volume[];
  readonly stays: readonly Staying[];
}

export interface Staying {
  readonly kind: NotOurs["kind"];
  readonly name: string;
  readonly why:
    | NotOurs["why"]
    /** By containers that are not ours. */
    | { readonly kind: "in-use"; readonly by: readonly string[] }
    /** It was not asked for: data goes only with `--volumes`. */
    | { readonly kind: "data" }
    /** A restore does not touch it. */
    | { readonly kind: "not-in-backup" };
}

/** What goes and what stays, by name; nothing is removed yet. */
export function planRemoval(own: OwnResources, { volumes }: { readonly volumes: boolean }): Removal {
  const ids = new Set(own.containers.map(({ id }) => id));
  const holders = own.everything.containers.filter((container) =>
    own.volumes.some(({ name }) => isHolderOf(container, name)),
  );
  const strangers = own.everything.containers.filter((each) => !ids.has(each.id) && !holders.includes(each));
  const networks = split(own.networks, ({ id }) =>
    namesOf(strangers.filter((each) => each.networkIds.includes(id) && !isEndedGuest(each, own))),
  );
  const data = split(own.volumes, ({ name }) =>
    namesOf(strangers.filter((stranger) => stranger.volumes.includes(name))),
  );
  const kept = own.volumes.map(({ name }): Staying => ({ kind: "volume", name, why: { kind: "data" } }));
  return {
    containers: volumes ? [...own.containers, ...holders] : own.containers,
    networks: networks.free,
    volumes: volumes ? data.free : [],
    stays: [
      ...networks.used.map(({ name, by }) => staying("network", name, by)),
      ...(volumes ? data.used.map(({ name, by }) => staying("volume", name, by)) : kept),
      ...own.others,
    ],
  };
}

/** A test run of this folder that has ended is still listed in the network of what it tested; it holds nothing there. */
function isEndedGuest(container: Container, { everything }: OwnResources): boolean {
  const folder = container.labels[composeLabels.folder] ?? "";
  return container.state === "exited" && everything.ownFolders.has(folder) && isMadeByCompose(container);
}

interface Split<T> {
  readonly free: readonly T[];
  readonly used: readonly { readonly name: string; readonly by: readonly string[] }[];
}

function split<T extends { readonly name: string }>(
  things: readonly T[],
  usersOf: (thing: T) => readonly string[],
): Split<T> {
  const looked = things.map((thing) => ({ thing, by: usersOf(thing) }));
  return {
    free: looked.flatMap(({ thing, by }) => (by.length === 0 ? [thing] : [])),
    used: looked.flatMap(({ thing, by }) => (by.length === 0 ? [] : [{ name: thing.name, by }])),
  };
}

function staying(kind: "network" | "volume", name: string, by: readonly string[]): Staying {
  return { kind, name, why: { kind: "in-use", by } };
}

function namesOf(containers: readonly Container[]): readonly string[] {
  return containers.map(({ name }) => name);
}

/** One thing of a preview: what will go, or what will stay and why. */
export interface PreviewItem {
  readonly kind: "container" | "network" | "volume" | "image";
  readonly name: string;
  /** Null where it has none or none is known. */
  readonly sizeBytes: number | null;
  readonly service: string | null;
}

interface StayingItem extends PreviewItem {
  readonly why: Staying["why"];
}

/** What could not be removed, and why. */
export interface NotRemoved {
  readonly name: string;
  readonly message: string;
}

export interface RemovalDocument {
  readonly goes: readonly PreviewItem[];
  readonly stays: readonly StayingItem[];
}

/** Sizes are measured where the engine can tell them; one that cannot costs nothing but the figures. */
export async function removalDocument(
  world: World,
  removal: Removal,
  signal: AbortSignal,
): Promise<RemovalDocument> {
  const usage = await world.engine.diskUsage(["containers", "volumes"], signal);
  return describeRemoval(removal, usage.kind === "ok" ? usage.value : undefined);
}

/** A removal as a preview shows it. */
export function describeRemoval(removal: Removal, usage: DiskUsage | undefined): RemovalDocument {
  const size = sizes(usage);
  return {
    goes: [
      ...removal.containers.map((container): PreviewItem => ({
        kind: "container",
        name: container.name,
        sizeBytes: size.ofContainer(container.id),
        service: serviceOf(container),
      })),
      ...removal.networks.map(({ name }) => item("network", name, null)),
      ...removal.volumes.map(({ name }) => item("volume", name, size.ofVolume(name))),
    ],
    stays: removal.stays.map(({ kind, name, why }) => ({
      ...item(kind, name, kind === "volume" ? size.ofVolume(name) : null),
      why,
    })),
  };
}

function item(kind: PreviewItem["kind"], name: string, sizeBytes: number | null): PreviewItem {
  return { kind, name, sizeBytes, service: null };
}

function sizes(usage: DiskUsage | undefined) {
  const containers = new Map(usage?.containers.map(({ id, writtenBytes }) => [id, writtenBytes]));
  const volumes = new Map(usage?.volumes.map(({ name, sizeBytes }) => [name, sizeBytes]));
  return {
    ofContainer: (id: string) => containers.get(id) ?? null,
    ofVolume: (name: string) => volumes.get(name) ?? null,
  };
}

export type RemoveStep =
  | {
      readonly kind: "removed";
      readonly what: "containers" | "networks" | "volumes" | "images";
      readonly names: readonly string[];
    }
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
  | { readonly kind: "left"; readonly thing: Staying };

/** Removes exactly what was planned, by id; data only by name, for volumes have no other. */
export async function removeResources(
  world: World,
  removal: Removal,
  tell: (step: RemoveStep) => void,
): Promise<void> {
  const { engine } = world;
  const remove = removeEach(tell);
  await remove("containers", removal.containers, ({ id }) => engine.removeContainer(id, false));
  await remove("networks", removal.networks, ({ id }) => engine.removeNetwork(id));
  await remove("volumes", removal.volumes, ({ name }) => engine.removeVolume(name));
  for (const thing of removal.stays) if (thing.why.kind !== "data") tell({ kind: "left", thing });
}

function removeEach(tell: (step: RemoveStep) => void) {
  return async <T extends { readonly name: string }>(
    what: "containers" | "networks" | "volumes",
    things: readonly T[],
    remove: (thing: T) => Promise<EngineAnswer<"removed">>,
  ): Promise<void> => {
    const answers = await Promise.all(things.map(remove));
    const gone: string[] = [];
    for (const [index, answer] of answers.entries()) {
      const name = things[index]?.name ?? "";
      if (answer.kind === "ok" || answer.error.kind === "not-found") gone.push(name);
      else tell({ kind: "failed", name, message: answer.error.message });
    }
    if (gone.length > 0) tell({ kind: "removed", what, names: gone });
  };
}
