import { chmod, lchown, rmdir, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, relative, resolve } from "node:path";
import { appendLine } from "./append-line.ts";
import type { Files } from "./files.ts";
import { freeBytes } from "./free-bytes.ts";
import { makeFolders } from "./make-folders.ts";
import { findPackageDirectory } from "../package-directory.ts";
import { realPath } from "./real-path.ts";
import { listNames, readStat, readText } from "./read-file.ts";
import { errorCode } from "../system-error.ts";
import { answerWrite } from "./write-answer.ts";
import { writeAtomically } from "./write-atomically.ts";

export const nodeFiles: Files = {
  read: readText,
  stat: readStat,
  list: listNames,
  writeAtomically: (path, content, mode) => answerWrite(() => writeAtomically(path, content, mode)),
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
