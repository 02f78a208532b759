import type { Container } from "../../world/engine/container.ts";
import type { NetworkSummary, Volume } from "../../world/engine/engine.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import { isAnonymous, isMadeByCompose, isOfHook } from "./compose-labels.ts";
import type { ResourceRecord } from "./resource-record.ts";

/** Whose project it is held to be: the one of this name that was started from this folder. */
export interface Claim {
  readonly project: string;
  readonly record: ResourceRecord | undefined;
  /** Names that the model declares to be somebody else's. */
  readonly external: ReadonlySet<string>;
}

/** What the engine has, of whatever project. */
export interface Seen {
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly NetworkSummary[];
  /** Folders, as written on containers of any project, that belong to the claim. */
  readonly ownFolders: ReadonlySet<string>;
}

export interface Ownership {
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly NetworkSummary[];
  /** Bears the project's name and is not provably of this folder: never touched. */
  readonly others: readonly NotOurs[];
  /** Where the project was started, if that is another folder. */
  readonly elsewhere: string | undefined;
}

export interface NotOurs {
  readonly kind: "container" | "volume" | "network";
  readonly name: string;
  readonly why:
    | { readonly kind: "another-folder"; readonly folder: string }
    /** It bears the label and was not made by Compose: labels can be put on anything. */
    | { readonly kind: "not-made-by-compose" }
    /** Neither recorded by a start from here, nor used by a container of ours. */
    | { readonly kind: "not-recorded" }
    | { readonly kind: "external" };
}

/**
 * What of a project is ours. Labels alone prove nothing, for anyone can set them: a container is ours when Compose made
 * it for this project in this folder or a start recorded its id; a volume or network when it bears Compose's labels and
 * is recorded or used by such a container.
 */
export function judgeOwnership(claim: Claim, seen: Seen): Ownership {
  const bearers = seen.containers.filter(({ labels }) => labels[composeLabels.project] === claim.project);
  const judged = judgeContainers(bearers, claim, seen);
  const containers = judged.flatMap(({ container, why }) => (why === undefined ? [container] : []));
  const volumes = judgeVolumes(claim, seen.volumes, containers);
  const networks = judgeNetworks(claim, seen.networks, containers);
  const elsewhere = judged.find(({ why }) => why?.kind === "another-folder")?.why;
  return {
    containers,
    volumes: volumes.own,
    networks: networks.own,
    others: [
      ...judged.flatMap(({ container, why }) =>
        why === undefined ? [] : [{ kind: "container" as const, name: container.name, why }],
      ),
      ...volumes.others,
      ...networks.others,
    ],
    elsewhere: elsewhere?.kind === "another-folder" ? elsewhere.folder : undefined,
  };
}

interface JudgedContainer {
  readonly container: Container;
  readonly why: NotOurs["why"] | undefined;
}

function judgeContainers(
  bearers: readonly Container[],
  claim: Claim,
  seen: Seen,
): readonly JudgedContainer[] {
  const judged = bearers.map((container) => ({ container, why: judgeContainer(container, claim, seen) }));
  const own = new Set(
    judged.flatMap(({ container, why }) => (why === undefined ? [serviceIn(container)] : [])),
  );
  return judged.map(({ container, why }) => ({
    container,
    // Compose names no folder on the container of a hook, which stays where the hook failed: it is its service's
    why: isOfHook(container) && own.has(serviceIn(container)) ? undefined : why,
  }));
}

function serviceIn({ labels }: Container): string {
  return labels[composeLabels.service] ?? "";
}

function judgeContainer(
  container: Container,
  { record }: Claim,
  { ownFolders }: Seen,
): NotOurs["why"] | undefined {
  if (record?.containers.some(({ id }) => id === container.id) === true) return undefined;
  const folder = container.labels[composeLabels.folder];
  if (folder === undefined || container.labels[composeLabels.service] === undefined) {
    return { kind: "not-made-by-compose" };
  }
  if (!ownFolders.has(folder)) return { kind: "another-folder", folder };
  return isMadeByCompose(container) ? undefined : { kind: "not-made-by-compose" };
}

interface Judged<T> {
  readonly own: readonly T[];
  readonly others: readonly NotOurs[];
}

function judgeVolumes(
  claim: Claim,
  volumes: readonly Volume[],
  containers: readonly Container[],
): Judged<Volume> {
  const mounted = new Set(containers.flatMap((container) => container.volumes));
  const isProven = ({ name, createdAt }: Volume): boolean =>
    mounted.has(name) ||
    claim.record?.volumes.some((known) => known.name === name && known.createdAt === createdAt) === true;
  const anonymous = volumes.filter(
    (volume) =>
      isAnonymous(volume) &&
      volume.labels[composeLabels.project] === undefined &&
      !claim.external.has(volume.name) &&
      isProven(volume),
  );
  const labelled = volumes.filter(({ labels }) => labels[composeLabels.project] === claim.project);
  const judged = judge("volume", labelled, (volume) => {
    if (claim.external.has(volume.name)) return { kind: "external" };
    if (volume.labels[composeLabels.volume] === undefined) return { kind: "not-made-by-compose" };
    return isProven(volume) ? undefined : { kind: "not-recorded" };
  });
  return { ...judged, own: [...judged.own, ...anonymous] };
}

/** A network holds no data, so the name that Compose would give it is proof enough beside its labels. */
function judgeNetworks(
  claim: Claim,
  networks: readonly NetworkSummary[],
  containers: readonly Container[],
): Judged<NetworkSummary> {
  const joined = new Set(containers.flatMap(({ networkIds }) => networkIds));
  const recorded = new Set(claim.record?.networks.map(({ id }) => id));
  const labelled = networks.filter(({ labels }) => labels[composeLabels.project] === claim.project);
  return judge("network", labelled, ({ id, name, labels }) => {
    const key = labels[composeLabels.network];
    if (claim.external.has(name)) return { kind: "external" };
    if (key === undefined) return { kind: "not-made-by-compose" };
    const isProven = name === `${claim.project}_${key}` || joined.has(id) || recorded.has(id);
    return isProven ? undefined : { kind: "not-recorded" };
  });
}

function judge<T extends { readonly name: string }>(
  kind: NotOurs["kind"],
  things: readonly T[],
  why: (thing: T) => NotOurs["why"] | undefined,
): Judged<T> {
  const judged = things.map((thing) => ({ thing, why: why(thing) }));
  return {
    own: judged.flatMap((each) => (each.why === undefined ? [each.thing] : [])),
    others: judged.flatMap((each) =>
      each.why === undefined ? [] : [{ kind, name: each.thing.name, why: each.why }],
    ),
  };
}
