import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { FileContent, FileStat, Files, WriteAnswer } from "../../src/world/files/files.ts";

/** A file, or a folder that must exist although nothing lies in it, or a path the system refuses. */
export type FakeFile =
  | string
  | { readonly text: string; readonly mode?: number; readonly ownerId?: number }
  | { readonly directory: true; readonly mode?: number }
  | { readonly unreadable: string };

export interface FakeFiles extends Files {
  /** The text at a path; undefined when there is no file. */
  textAt(path: string): string | undefined;
  modeAt(path: string): number | undefined;
  /** All paths of files, sorted. */
  paths(): readonly string[];
  put(path: string, file: FakeFile): void;
  /** From now on, changes at or under the path fail with this code (`ENOSPC`). */
  refuseWriting(path: string, code: string): void;
}

interface Entry {
  readonly kind: "file" | "directory" | "unreadable";
  readonly text: string;
  readonly mode: number;
  readonly ownerId: number;
}

export function fakeFiles(
  given: Readonly<Record<string, FakeFile>> = {},
  cwd = "/home/ann/project",
): FakeFiles {
  const entries = new Map<string, Entry>();
  const refusals = new Map<string, string>();
  const put = (path: string, file: FakeFile): void => {
    entries.set(path, entryOf(file));
  };
  for (const [path, file] of Object.entries(given)) put(path, file);
  const write = (path: string, change: () => void): Promise<WriteAnswer> => {
    const code = [...refusals].find(([at]) => path === at || path.startsWith(`${at}/`))?.[1];
    if (code !== undefined)
      return Promise.resolve({ kind: "failed", error: { code, reason: reasons[code] ?? code } });
    change();
    return Promise.resolve({ kind: "ok", value: undefined });
  };
  const textAt = (path: string): string | undefined => {
    const entry = entries.get(path);
    return entry?.kind === "file" ? entry.text : undefined;
  };
  return {
    read: (path) => Promise.resolve(readEntry(entries, path)),
    stat: (path) => Promise.resolve(statEntry(entries, path)),
    list: (path) => Promise.resolve(namesIn(entries, path)),
    writeAtomically: (path, content, mode) =>
      write(path, () => {
        const text = typeof content === "string" ? content : Buffer.from(content).toString("utf8");
        entries.set(path, { ...entryOf(text), mode });
      }),
    makeDirectory: (path, mode) =>
      write(path, () => {
        if (!isDirectory(entries, path)) put(path, { directory: true, mode });
      }),
    changeMode: (path, mode) =>
      write(path, () => {
        const entry = entries.get(path);
        if (entry !== undefined) entries.set(path, { ...entry, mode });
      }),
    remove: (path) => write(path, () => entries.delete(path)),
    appendLine: (path, line, mode) =>
      write(path, () => {
        const before = entries.get(path) ?? { ...entryOf(""), mode };
        entries.set(path, { ...before, text: `${before.text}${line}\n` });
      }),
    scan: async (path, { onChunk }) => {
      const text = textAt(path);
      if (text === undefined) {
        return { kind: "failed", error: { code: "ENOENT", reason: "no such file or directory" } };
      }
      const content = Buffer.from(text);
      await onChunk?.(content);
      const sha256 = createHash("sha256").update(content).digest("hex");
      return { kind: "ok", value: { sizeBytes: content.length, sha256 } };
    },
    changeOwner: (path, userId) =>
      write(path, () => {
        const entry = entries.get(path);
        if (entry !== undefined) entries.set(path, { ...entry, ownerId: userId });
      }),
    realPath: (path) => Promise.resolve(posix.resolve(cwd, path)),
    freeBytes: () => Promise.resolve(2 ** 40),
    resolve: (...parts) => posix.resolve(cwd, ...parts),
    dirname: (path) => posix.dirname(path),
    basename: (path) => posix.basename(path),
    relative: (from, to) => posix.relative(from, to),
    packageDirectory: "/usr/lib/stack",
    temporaryDirectory: "/tmp",
    textAt,
    modeAt: (path) => entries.get(path)?.mode,
    paths: () => [...entries.keys()].filter((path) => entries.get(path)?.kind === "file").sort(inOrder),
    put,
    refuseWriting: (path, code) => refusals.set(path, code),
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on device",
  EACCES: "permission denied",
  EROFS: "read-only file system",
};

function entryOf(file: FakeFile): Entry {
  if (typeof file === "string") return { kind: "file", text: file, mode: 0o644, ownerId: 1000 };
  if ("text" in file) return { kind: "file", mode: 0o644, ownerId: 1000, ...file };
  if ("directory" in file) return { kind: "directory", text: "", mode: file.mode ?? 0o755, ownerId: 1000 };
  return { kind: "unreadable", text: file.unreadable, mode: 0, ownerId: 0 };
}

function readEntry(entries: ReadonlyMap<string, Entry>, path: string): FileContent {
  const entry = entries.get(path);
  if (entry?.kind === "file") return { kind: "text", text: entry.text };
  if (entry?.kind === "unreadable") return { kind: "unreadable", reason: entry.text };
  return isDirectory(entries, path) ? { kind: "directory" } : { kind: "absent" };
}

function statEntry(entries: ReadonlyMap<string, Entry>, path: string): FileStat {
  const entry = entries.get(path) ?? (isDirectory(entries, path) ? entryOf({ directory: true }) : undefined);
  if (entry === undefined) return { kind: "absent" };
  if (entry.kind === "unreadable") return { kind: "unreadable", reason: entry.text };
  const { kind, mode, ownerId, text } = entry;
  return { kind, mode, ownerId, sizeBytes: Buffer.byteLength(text), modifiedAt: new Date(0) };
}

/** A folder is also what something lies in. */
function isDirectory(entries: ReadonlyMap<string, Entry>, path: string): boolean {
  if (entries.get(path)?.kind === "directory") return true;
  return namesIn(entries, path).length > 0;
}

function namesIn(entries: ReadonlyMap<string, Entry>, path: string): readonly string[] {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const names = [...entries.keys()].flatMap((key) =>
    key.startsWith(prefix) ? [key.slice(prefix.length).split("/")[0] ?? ""] : [],
  );
  return [...new Set(names)].filter((name) => name !== "").sort(inOrder);
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : 1;
}
