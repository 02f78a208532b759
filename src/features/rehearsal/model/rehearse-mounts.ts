import type { ConfigService } from "../../../core/environment/config-schema.ts";
import type { Casting } from "./casting.ts";
import type { Dropped } from "./rehearsal.ts";
import type { Part } from "./part.ts";

type Mount = NonNullable<ConfigService["volumes"]>[number];

/** Places of the stand-in's own program and libraries. */
const needed = new Set(["/", "/bin", "/lib", "/lib64", "/stand-in", "/usr", "/usr/lib", "/usr/bin"]);
const system = /^\/(?:(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|var\/(?:lib|log|run))(?:\/|$)|$)/u;

/** Volumes as they are, files of the environment to be read only, nothing of the host's own system. */
export function rehearseMounts(casting: Casting): Part & { readonly targets: readonly string[] } {
  const judged = (casting.written.volumes ?? []).map((mount) => ({ mount, why: whyNot(mount, casting) }));
  const kept = judged.filter(({ why }) => why === undefined).map(({ mount }) => mount);
  return {
    written: kept.length === 0 ? {} : { volumes: kept.map(rehearsed) },
    dropped: judged.flatMap(({ mount, why }) => (why === undefined ? [] : [drop(casting, mount, why)])),
    targets: kept.filter(({ type }) => type === "bind").map(({ target }) => target),
  };
}

function whyNot(mount: Mount, { options }: Casting): string | undefined {
  if (needed.has(mount.target.replace(/(.)\/+$/u, "$1"))) return "the stand-in's own files are there";
  if (mount.type === "volume" || mount.type === "tmpfs") return undefined;
  if (mount.type !== "bind") return `a rehearsal has no mounts of type ${mount.type}`;
  return whyNotBind(mount.source ?? "", options);
}

function whyNotBind(source: string, { directory, engine, sources }: Casting["options"]): string | undefined {
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

function drop({ service }: Casting, mount: Mount, why: string): Dropped {
  return { service: service.name, what: `mount ${mount.source ?? mount.type} at ${mount.target}`, why };
}

/** A rehearsal writes nothing to the environment's own folders; a subpath of an empty volume does not exist. */
function rehearsed(mount: Mount): Readonly<Record<string, unknown>> {
  const { type, source, target } = mount;
  if (type === "bind") return { type, source, target, read_only: true, bind: { create_host_path: false } };
  if (type === "tmpfs") return mount;
  return { type, ...(source === undefined ? {} : { source }), target, read_only: mount.read_only };
}
