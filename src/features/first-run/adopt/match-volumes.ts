import type { Model, ModelVolume, Service } from "../../../core/environment/model.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { Volume } from "../../../world/engine/engine.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import { predecessorStores } from "./predecessor.ts";
import type { PredecessorStore } from "./predecessor.ts";

/** A volume of the predecessor, and the one that would hold the same data now. */
export interface Counterpart {
  readonly store: PredecessorStore;
  readonly source: Volume;
  /** The predecessor's container that uses it, if there still is one. */
  readonly container: Container | undefined;
  readonly target: ModelVolume;
  readonly service: Service;
}

export interface Matched {
  readonly pairs: readonly Counterpart[];
  readonly others: readonly { readonly source: Volume; readonly why: NoCounterpart }[];
}

export type NoCounterpart =
  /** Nothing of the environment keeps its data where this volume's service did. */
  | { readonly kind: "nothing-like-it" }
  /** The predecessor was cloned more than once. */
  | { readonly kind: "several"; readonly names: readonly string[] };

/** By what the services mount where, for the new volumes have names of their own. */
export function matchVolumes(
  volumes: readonly Volume[],
  containers: readonly Container[],
  model: Model,
): Matched {
  const looked = volumes.map((source) => ({ source, found: match(source, { volumes, containers, model }) }));
  return {
    pairs: looked.flatMap(({ found }) => (found.kind === "pair" ? [found.pair] : [])),
    others: looked.flatMap(({ source, found }) => (found.kind === "pair" ? [] : [{ source, why: found }])),
  };
}

interface Known {
  readonly volumes: readonly Volume[];
  readonly containers: readonly Container[];
  readonly model: Model;
}

function match(
  source: Volume,
  { volumes, containers, model }: Known,
): NoCounterpart | { readonly kind: "pair"; readonly pair: Counterpart } {
  const store = predecessorStores.find(({ volume }) => volume === keyOf(source));
  const service = model.services.find(({ name }) => name === store?.service);
  const mount = service?.mounts.find(({ kind, target }) => kind === "volume" && target === store?.target);
  const target = model.volumes.find(({ key }) => key === mount?.source);
  if (store === undefined || service === undefined || target === undefined || isMadeOtherwise(target)) {
    return { kind: "nothing-like-it" };
  }
  const same = volumes.filter((volume) => keyOf(volume) === store.volume);
  if (same.length > 1) return { kind: "several", names: same.map(({ name }) => name) };
  const container = containers.find((each) => each.volumes.includes(source.name));
  return { kind: "pair", pair: { store, source, container, target, service } };
}

/** It lies where its driver or somebody else says: not for this program to fill. */
function isMadeOtherwise({ external, driver, driverOptions }: ModelVolume): boolean {
  return external || (driver ?? "local") !== "local" || Object.keys(driverOptions).length > 0;
}

function keyOf({ labels }: Volume): string | undefined {
  return labels[composeLabels.volume];
}
