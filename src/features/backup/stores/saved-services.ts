import type { Model, ServiceMount } from "../../../core/environment/model.ts";
import { dataMounts, isLogical } from "../../../core/images/is-store.ts";
import type { Store } from "../../../core/images/is-store.ts";
import { anonymousLabel } from "../../../core/ownership/compose-labels.ts";
import { kindOf } from "../../../core/ownership/running-project.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { kindsOf } from "../../../core/environment/service-kind.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";

export interface SavedServices {
  /** Stores that are saved by their own means. */
  readonly stores: readonly Store[];
  readonly volumes: readonly SavedVolume[];
  readonly notSaved: readonly NotSavedData[];
}

interface NotSavedData {
  /** The name of a volume, or the path of what is mounted from this host. */
  readonly volume: string;
  readonly why: NotSavedWhy;
}

type NotSavedWhy = "model-files" | "unnamed" | "external" | "mounted";

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
    return { volume: name, services: users.map((user) => user.name), fate: fateOf({ name, labels }, users) };
  });
  return {
    stores,
    volumes: judged.flatMap(({ fate, ...volume }) => (fate === "archived" ? [volume] : [])),
    notSaved: [
      ...judged.flatMap(({ volume, fate }): readonly NotSavedData[] =>
        fate === "archived" || fate === "by-its-store" ? [] : [{ volume, why: fate }],
      ),
      ...dataElsewhere(model, new Set(stores.map(({ service }) => service))),
    ],
  };
}

/** What services write to that is no volume of this project. `saved`: stores whose data their own means save. */
export function dataElsewhere(model: Model | undefined, saved: ReadonlySet<string>): readonly NotSavedData[] {
  const kinds = kindsOf(model?.services ?? []);
  const mounts = (model?.services ?? []).flatMap((service) =>
    (saved.has(service.name) ? mountsBeside(kinds[service.name], service.mounts) : service.mounts).filter(
      ({ readOnly }) => !readOnly,
    ),
  );
  const external = mounts.flatMap((mount) => externalNames(mount, model));
  const folders = mounts.flatMap(({ kind, source }) =>
    kind === "bind" && !ofTheSystem.test(source) ? [source] : [],
  );
  return [
    ...[...new Set(external)].map((volume) => ({ volume, why: "external" }) as const),
    ...[...new Set(folders)].map((volume) => ({ volume, why: "mounted" }) as const),
  ];
}

/** Sockets, devices, the clock's zone: what every host has of its own is nobody's data. */
const ofTheSystem = /^\/(?:dev|proc|sys|run|var\/run|etc|tmp\/\.X11-unix)(?:\/|$)/u;

function externalNames({ kind, source }: ServiceMount, model: Model | undefined): readonly string[] {
  if (kind !== "volume") return [];
  return (model?.volumes ?? []).flatMap(({ key, name, external }) =>
    key === source && external ? [name] : [],
  );
}

interface Described {
  readonly name: string;
  readonly kind: string | undefined;
  readonly volumes: ReadonlySet<string>;
  /** Of a store's volumes, those that its own means do not save. */
  readonly beside: ReadonlySet<string>;
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
  const beside = new Map(
    (model?.services ?? []).map(({ name, mounts }) => [name, mountsBeside(kinds[name], mounts)]),
  );
  const all = [...declared, ...running];
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const same = all.filter((each) => each.name === name);
    // what a model says of its service counts more than the name of a container's image
    const kind = same.find((each) => each.kind !== undefined)?.kind;
    const besides = (beside.get(name) ?? []).flatMap((mount) => volumeNames(mount, model));
    return { name, kind, volumes: new Set(same.flatMap(({ volumes }) => volumes)), beside: new Set(besides) };
  });
}

function volumeNames({ kind, source }: ServiceMount, model: Model | undefined): readonly string[] {
  if (kind !== "volume") return [];
  return (model?.volumes ?? []).flatMap(({ key, name }) => (key === source ? [name] : []));
}

function mountsBeside(kind: string | undefined, mounts: readonly ServiceMount[]): readonly ServiceMount[] {
  if (!isLogical(kind)) return [];
  const data = dataMounts(kind, mounts);
  return mounts.filter((mount) => !data.includes(mount));
}

function fateOf(
  { name, labels }: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
  users: readonly Described[],
): "archived" | "by-its-store" | NotSavedWhy {
  const stores = users.filter(({ kind }) => isLogical(kind));
  // what a store mounts beside its data its dump does not hold
  if (stores.some(({ beside }) => !beside.has(name))) return "by-its-store";
  if (users.length > 0 && users.every(({ kind }) => kind === "model-server")) return "model-files";
  return anonymousLabel in labels ? "unnamed" : "archived";
}
