import { appendLine } from "./append-line.ts";
import { answerWrite } from "./files.ts";
import type { Files, WriteAnswer } from "./files.ts";
import { makeFolders } from "./make-folders.ts";
import { listNames, readStat, readText } from "./read-file.ts";
import { notAFile } from "./regular-file.ts";
import { writeAtomically } from "./write-atomically.ts";
import { errorCode } from "../system-error.ts";
import { existsSync } from "node:fs";
import { chmod, lchown, realpath, rmdir, statfs, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const nodeFiles: Files = {
  read: readText,
  stat: readStat,
  list: listNames,
  writeAtomically: writeFileAt,
  makeDirectory: (path, mode) => answerWrite(() => makeDirectory(path, mode)),
  changeMode: (path, mode) => answerWrite(() => chmod(path, mode)),
  remove: (path) => answerWrite(() => remove(path)),
  appendLine: (path, line, mode) => answerWrite(() => appendLine(path, line, mode)),
  freeBytes,
  scan: async (path, options) => (await import("./scan-file.ts")).scanFile(path, options),
  changeOwner: (path, userId, groupId) => answerWrite(() => lchown(path, userId, groupId)),
  realPath,
  resolve,
  dirname,
  basename: (path) => basename(path),
  relative,
  get packageDirectory() {
    return findPackageDirectory();
  },
  temporaryDirectory: tmpdir(),
};

/** A rename would put a device or a pipe out of its place, for every program of the machine. */
async function writeFileAt(path: string, content: string | Uint8Array, mode: number): Promise<WriteAnswer> {
  const odd = await notAFile(path);
  if (odd !== undefined) return { kind: "failed", error: odd };
  return answerWrite(() => writeAtomically(path, content, mode));
}

/** A folder that was there keeps its mode; a new one gets exactly this, whatever the umask. */
async function makeDirectory(path: string, mode: number): Promise<void> {
  if (await makeFolders(path)) await chmod(path, mode);
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return;
    if (code !== "EISDIR" && code !== "EPERM") throw error;
    await rmdir(path); // Linux says EISDIR for a folder, macOS EPERM
  }
}

/** Free bytes for an ordinary user where `path` lies or, as long as it does not exist, would lie. */
async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(path);
    return errorCode(error) === "ENOENT" && parent !== path ? freeBytes(parent) : undefined;
  }
}

/** What does not exist (a folder that was moved away) keeps its name below what does. */
async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(await realPath(parent), basename(absolute));
  }
}

/** The nearest folder above this file with a package.json: the same from the bundle in `dist/` and from `src/`. */
function findPackageDirectory(): string {
  return nearestPackage(dirname(fileURLToPath(import.meta.url)));
}

function nearestPackage(directory: string): string {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error("the installed program has lost its package.json");
  return nearestPackage(parent);
}
