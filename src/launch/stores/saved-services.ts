import type { Model, ServiceMount } from "../../environment/model.ts";
import { anonymousLabel } from "../ownership/compose-labels.ts";
import type { OwnProject } from "../own-project.ts";
import { kindOf } from "../own-project.ts";
import { kindsOf } from "../service-kind.ts";
import { isLogical } from "./store.ts";
import type { Store } from "./store.ts";
import { serviceOf } from "../stop-services.ts";

export interface SavedServices {
  /** Stores that are saved by their own means. */
  readonly stores: readonly Store[];
  readonly volumes: readonly SavedVolume[];
  readonly notSaved: readonly { readonly volume: string; readonly why: "model-files" | "unnamed" }[];
}

export interface SavedVolume {
  readonly volume: string;
  /** Services that use it; empty where none does any more. */
  readonly services: readonly string[];
}

/** What of a project is worth saving, from its containers and, where it can be read, its model. */
export function savedServices(project: OwnProject, model: Model | undefined): SavedServices {
  const services = describe(project, model);
  const stores = services.flatMap(({ name, kind }) => (isLogical(kind) ? [{ service: name, kind }] : []));
  const judged = project.own.volumes.map(({ name, labels }) => {
    const users = services.filter(({ volumes }) => volumes.has(name));
    return { volume: name, services: users.map((user) => user.name), fate: fateOf(labels, users) };
  });
  return {
    stores,
    volumes: judged.flatMap(({ fate, ...volume }) => (fate === "archived" ? [volume] : [])),
    notSaved: judged.flatMap(({ volume, fate }) =>
      fate === "model-files" || fate === "unnamed" ? [{ volume, why: fate }] : [],
    ),
  };
}

interface Described {
  readonly name: string;
  readonly kind: string | undefined;
  readonly volumes: ReadonlySet<string>;
}

function describe(project: OwnProject, model: Model | undefined): readonly Described[] {
  const running = project.containers.map((container) => ({
    name: serviceOf(container),
    kind: kindOf(container, project),
    volumes: container.volumes,
  }));
  const kinds = kindsOf(model?.services ?? []);
  const declared = (model?.services ?? []).map(({ name, mounts }) => ({
    name,
    kind: kinds[name],
    volumes: mounts.flatMap((mount) => volumeNames(mount, model)),
  }));
  const all = [...declared, ...running];
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const same = all.filter((each) => each.name === name);
    // what a model says of its service counts more than the name of a container's image
    const kind = same.find((each) => each.kind !== undefined)?.kind;
    return { name, kind, volumes: new Set(same.flatMap(({ volumes }) => volumes)) };
  });
}

function volumeNames({ kind, source }: ServiceMount, model: Model | undefined): readonly string[] {
  if (kind !== "volume") return [];
  return (model?.volumes ?? []).flatMap(({ key, name }) => (key === source ? [name] : []));
}

function fateOf(
  labels: Readonly<Record<string, string>>,
  users: readonly Described[],
): "archived" | "by-its-store" | "model-files" | "unnamed" {
  if (users.some(({ kind }) => isLogical(kind))) return "by-its-store";
  if (users.length > 0 && users.every(({ kind }) => kind === "model-server")) return "model-files";
  return anonymousLabel in labels ? "unnamed" : "archived";
}
