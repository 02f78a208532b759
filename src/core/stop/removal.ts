import type { Container } from "../../world/engine/container.ts";
import type { NetworkSummary, Volume } from "../../world/engine/engine.ts";
import { composeLabels } from "../ownership/compose-labels.ts";
import { isMadeByCompose } from "../ownership/made-by-compose.ts";
import { isHolderOf } from "../ownership/is-holder.ts";
import type { NotOurs } from "../ownership/judge-ownership.ts";
import type { OwnResources } from "../ownership/own-resources.ts";

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
