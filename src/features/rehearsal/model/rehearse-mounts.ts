import type { ConfigDocument, ConfigService } from "../../../core/environment/config-schema.ts";
import type { StandInSource, RewrittenPart } from "./stand-in-source.ts";
import type { Dropped, RehearsalOptions } from "./rehearsal.ts";

type Mount = NonNullable<ConfigService["volumes"]>[number];

/** Places of the stand-in's own program and libraries. */
const needed = new Set(["/", "/bin", "/lib", "/lib64", "/stand-in", "/usr", "/usr/lib", "/usr/bin"]);
const system = /^\/(?:(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|var\/(?:lib|log|run))(?:\/|$)|$)/u;

/** Volumes as they are, files of the environment to be read only, nothing of the host's own system. */
export function rehearseMounts(
  casting: StandInSource,
): RewrittenPart & { readonly targets: readonly string[] } {
  const mounts = casting.written.volumes ?? [];
  const possible = mounts.filter((mount) => whyNot(mount, casting) === undefined);
  const judged = mounts.map((mount) => ({
    mount,
    why: whyNot(mount, casting) ?? whyNotBelow(mount, possible, casting.options.sources),
  }));
  const kept = judged.filter(({ why }) => why === undefined).map(({ mount }) => mount);
  return {
    written: kept.length === 0 ? {} : { volumes: kept.map(rehearsed) },
    dropped: judged.flatMap(({ mount, why }) => (why === undefined ? [] : [drop(casting, mount, why)])),
    targets: kept.filter(({ type }) => type === "bind").map(({ target }) => target),
  };
}

function whyNot(mount: Mount, { options }: StandInSource): string | undefined {
  if (needed.has(mount.target.replace(/(.)\/+$/u, "$1"))) return "the stand-in's own files are there";
  if (mount.type === "volume" || mount.type === "tmpfs") return undefined;
  if (mount.type !== "bind") return `a rehearsal has no mounts of type ${mount.type}`;
  return whyNotBind(mount.source ?? "", options);
}

function whyNotBind(
  source: string,
  { directory, engine, sources }: StandInSource["options"],
): string | undefined {
  if (!engine.local) return "the engine is on another machine";
  if (source !== directory && !source.startsWith(`${directory}/`) && system.test(source))
    return "it is the host's own";
  switch (sources.get(source)) {
    case "file":
    case "directory":
      return undefined;
    case "other":
      return "it is no file and no folder";
    case "absent":
    case undefined:
      return "it does not exist; the real start would make an empty folder of it";
  }
}

/** What is bound is read-only: the engine cannot make the place in it for what is mounted below. */
function whyNotBelow(mount: Mount, others: readonly Mount[], sources: Sources): string | undefined {
  const place = placeBelow(mount, others);
  if (place === undefined) return undefined;
  const there = sources.get(place);
  return there === "file" || there === "directory"
    ? undefined
    : `there is no ${place} to mount it on, and a rehearsal makes nothing there`;
}

/** Where on the host a mount lies, that stands within what another binds. */
function placeBelow(mount: Mount, others: readonly Mount[]): string | undefined {
  const above = others
    .filter(({ target }) => mount.target.startsWith(`${target.replace(/\/+$/u, "")}/`))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
  if (above?.type !== "bind" || above.source === undefined) return undefined;
  return `${above.source}${mount.target.slice(above.target.replace(/\/+$/u, "").length)}`;
}

function drop({ service }: StandInSource, mount: Mount, why: string): Dropped {
  return { service: service.name, what: `mount ${mount.source ?? mount.type} at ${mount.target}`, why };
}

/** A rehearsal writes nothing to the environment's own folders; a subpath of an empty volume does not exist. */
function rehearsed(mount: Mount): Readonly<Record<string, unknown>> {
  const { type, source, target } = mount;
  if (type === "bind") return { type, source, target, read_only: true, bind: { create_host_path: false } };
  if (type === "tmpfs") return mount;
  return { type, ...(source === undefined ? {} : { source }), target, read_only: mount.read_only };
}

/** Volumes of the same keys, plain and empty. A driver or its options would lead to the real data. */
export function rehearseVolumes(document: ConfigDocument, project: string): RewrittenPart {
  const entries = Object.entries(document.volumes);
  return {
    written: Object.fromEntries(entries.map(([key]) => [key, { name: `${project}_${key}` }])),
    dropped: entries.flatMap(([key, volume]) => droppedFrom(key, volume)),
  };
}

function droppedFrom(key: string, volume: ConfigDocument["volumes"][string]): readonly Dropped[] {
  const why = "it leads to data that is not the rehearsal's: an empty volume takes its place";
  if (volume.external === true) return [{ service: undefined, what: `volume ${key} (external)`, why }];
  const special = (volume.driver ?? "local") !== "local" || Object.keys(volume.driver_opts ?? {}).length > 0;
  return special ? [{ service: undefined, what: `driver of volume ${key}`, why }] : [];
}

type Files = ConfigDocument["secrets"];
type Sources = RehearsalOptions["sources"];

/** Secrets or configs that are there, with their sources and without their resolved names: those are the real project's. */
export function rehearseFiles(kind: "secret" | "config", files: Files, sources: Sources): RewrittenPart {
  const judged = Object.entries(files).map(([key, file]) => ({ key, file, why: whyNotFile(file, sources) }));
  return {
    written: Object.fromEntries(
      judged.flatMap(({ key, file: { name: _name, ...file }, why }) =>
        why === undefined ? [[key, file]] : [],
      ),
    ),
    dropped: judged.flatMap(({ key, why }): readonly Dropped[] =>
      why === undefined ? [] : [{ service: undefined, what: `${kind} ${key}`, why }],
    ),
  };
}

/** Why a rehearsal goes without it; undefined when it has it. */
export function whyNotFile(file: Files[string] | undefined, sources: Sources): string | undefined {
  if (file === undefined) return "nothing declares it";
  if (file.external === true) return "it is kept outside of the environment";
  // Another environment's, as a rule: the environment's own have been generated before.
  return file.file !== undefined && sources.get(file.file) === "absent"
    ? `${file.file} does not exist`
    : undefined;
}

/** The host paths that a rehearsal has to look at before it can decide: of mounts, secrets and configs. */
export function hostSources({ services, secrets, configs }: ConfigDocument): readonly string[] {
  const mounts = Object.values(services).flatMap(({ volumes }) => volumes ?? []);
  const bound = mounts.flatMap(({ type, source }) => (type === "bind" ? (source ?? []) : []));
  const below = Object.values(services).flatMap(({ volumes }) =>
    (volumes ?? []).flatMap((mount) => placeBelow(mount, volumes ?? []) ?? []),
  );
  const files = [...Object.values(secrets), ...Object.values(configs)].flatMap(({ file }) => file ?? []);
  return [...new Set([...bound, ...below, ...files])];
}
