import type { FileStat } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { fail, pass, skip, warn } from "../finding.ts";

/** Something of the host that a service mounts or Compose reads; what this program writes itself is not asked for. */
export interface WantedFile {
  readonly path: string;
  readonly service: string;
  /** Where the service finds it; its name tells a file from a folder where nothing else does. */
  readonly target: string;
  readonly kind: "file" | "directory" | "unknown";
  /** Compose makes a folder of it when it is missing. */
  readonly createsSource: boolean;
  /** The container's user, where it is known. */
  readonly userId: number | undefined;
}

interface FileObservation {
  readonly elsewhere: boolean;
  readonly files: readonly Seen[];
}

interface Seen {
  readonly wanted: WantedFile;
  readonly stat: FileStat;
  /** A folder that somebody put something in: meant as one, whatever its name. */
  readonly isFilled: boolean;
}

/** Is everything there that services mount, and is it of the right kind? */
export function mountedFileCheck(wanted: readonly WantedFile[], observeEngine: EngineObserver): Check {
  return check({
    name: "file",
    observe: async (world, signal) => {
      const engine = await observeEngine(world, signal);
      return { elsewhere: engine.kind === "ok" && !engine.value.local, files: await statAll(world, wanted) };
    },
    judge: judgeFiles,
  });
}

async function statAll({ files }: World, wanted: readonly WantedFile[]): Promise<FileObservation["files"]> {
  return Promise.all(
    wanted.map(async (one) => {
      const stat = await files.stat(one.path);
      const isFilled = stat.kind === "directory" && (await files.list(one.path)).length > 0;
      return { wanted: one, stat, isFilled };
    }),
  );
}

function judgeFiles({ elsewhere, files }: FileObservation): readonly Finding[] {
  if (files.length === 0) return [];
  if (elsewhere) return [skip("file.missing", "mounted files: not known", "the engine is another machine")];
  const troubles = files.flatMap((seen) => judgeFile(seen) ?? []);
  return troubles.length > 0 ? troubles : [pass("file.missing", "everything that services mount is there")];
}

function judgeFile({ wanted, stat, isFilled }: Seen): Finding | undefined {
  const kind = isFilled ? wanted.kind : expectedKind(wanted);
  if (stat.kind === "absent") return judgeAbsent(wanted, kind);
  // the engine may enter folders that this user may not, so this says nothing of a container of root's
  if (stat.kind === "unreadable") return needsRights(wanted) ? unreadable(wanted, stat.reason) : undefined;
  if (kind === "file" && stat.kind === "directory") return folderInPlace(wanted);
  if (kind === "directory" && stat.kind === "file") return fileInPlace(wanted);
  if (wanted.kind === "file" && stat.kind === "other" && wanted.path !== "/dev/null") return noFile(wanted);
  return closedTo(stat, wanted.userId)
    ? unreadable(wanted, `its mode is ${(stat.mode & 0o777).toString(8)}`)
    : undefined;
}

/**
 * A name with an ending that is a file's everywhere (`nginx.conf`, `init.sql`) is one's. Any other may be a folder's, dot
 * or not: `conf.d`, `llama.cpp`, `example.com`, `data_v1.6`.
 */
export function expectedKind({ kind, target }: Pick<WantedFile, "kind" | "target">): WantedFile["kind"] {
  if (kind !== "unknown") return kind;
  const name = target.slice(target.lastIndexOf("/") + 1);
  return /^.+\./u.test(name) && fileEndings.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase())
    ? "file"
    : "unknown";
}

const fileEndings: ReadonlySet<string> = new Set(
  (
    "cfg cnf conf config css csv env hcl html ini j2 json jsonc key list lua properties rules template tmpl toml " +
    "tpl txt xml yaml yml bash cjs js mjs php pl ps1 py rb sh sql ts crt cer der pem p12 pfx jks keytab pub " +
    "gz tar tgz zip jar war deb rpm so gguf onnx safetensors bin db sqlite sqlite3 log md service lock htpasswd"
  ).split(" "),
);

function closedTo(stat: Extract<FileStat, { readonly mode: number }>, userId: number | undefined): boolean {
  if (!needsRights({ userId })) return false;
  return stat.ownerId === userId ? (stat.mode & 0o400) === 0 : (stat.mode & 0o004) === 0;
}

function needsRights({ userId }: Pick<WantedFile, "userId">): boolean {
  return userId !== undefined && userId !== 0;
}

/** Docker makes a folder of whatever is missing: right for data, the classic mistake for a file. */
function judgeAbsent(wanted: WantedFile, kind: WantedFile["kind"]): Finding | undefined {
  if (wanted.createsSource && kind !== "file") return undefined;
  const makesFolder = wanted.createsSource
    ? "Docker would make a folder in its place, and the service would not start"
    : "";
  const wantedKind = kind === "unknown" && folderNames.test(wanted.target) ? "directory" : kind;
  return fail("file.missing", {
    title: `${wanted.path}, which ${wanted.service} mounts at ${wanted.target}, does not exist`,
    detail: makesFolder,
    fix:
      wantedKind === "directory"
        ? `mkdir -p ${wanted.path}`
        : `put the file there, or remove the mount from ${wanted.service}`,
    data: { path: wanted.path, service: wanted.service, target: wanted.target, kind: wantedKind },
  });
}

/** What nobody calls a file: enough to offer to make one, not to complain of what is there. */
const folderNames =
  /(?:\.d|\/\.?(?:backups?|cache|certs|conf|config|dashboards|data|downloads|logs?|models?|plugins|results|storage|uploads))\/?$/u;

function folderInPlace({ path, service, target }: WantedFile): Finding {
  return fail("file.wrong-kind", {
    title: `${path} is a folder; ${service} wants a file at ${target}`,
    detail: "Docker makes such a folder when a mounted file is missing",
    fix: `rmdir ${path}, and put the file there`,
    data: { path, service, target, found: "directory", wanted: "file" },
  });
}

function fileInPlace({ path, service, target }: WantedFile): Finding {
  return fail("file.wrong-kind", {
    title: `${path} is a file; ${service} wants a folder at ${target}`,
    fix: `move ${path} away: mv ${path} ${path}.old`,
    data: { path, service, target, found: "file", wanted: "directory" },
  });
}

/** A mounted socket is usual; a secret or a config that nobody can read to its end is not. `/dev/null` is an empty one. */
function noFile({ path, service, target }: WantedFile): Finding {
  return fail("file.wrong-kind", {
    title: `${path} is a pipe, a socket or a device; ${service} wants a file at ${target}`,
    fix: `see what it is: ls -l ${path}`,
    data: { path, service, target, found: "other", wanted: "file" },
  });
}

function unreadable({ path, service, userId }: WantedFile, reason: string): Finding {
  return warn("file.unreadable", {
    title: `${service}${userId === undefined ? "" : `, which runs as user ${userId},`} may not be able to read ${path}`,
    detail: reason,
    fix: `chmod a+rX ${path}`,
    data: { path, service, userId: userId ?? null },
  });
}
