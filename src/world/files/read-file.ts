import { readdir, readFile, stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import type { FileContent, FileStat } from "./files.ts";
import { systemErrorOf } from "../system-error.ts";

export async function readText(path: string): Promise<FileContent> {
  try {
    return { kind: "text", text: await readFile(path, "utf8") };
  } catch (error) {
    const { code, reason } = systemErrorOf(error);
    if (isAbsence(code)) return { kind: "absent" };
    return code === "EISDIR" ? { kind: "directory" } : { kind: "unreadable", reason };
  }
}

export async function readStat(path: string): Promise<FileStat> {
  try {
    return describe(await stat(path));
  } catch (error) {
    const { code, reason } = systemErrorOf(error);
    return isAbsence(code) ? { kind: "absent" } : { kind: "unreadable", reason };
  }
}

export async function listNames(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => []);
  return names.sort((a, b) => (a < b ? -1 : 1));
}

/** ENOTDIR: a parent of the path is a file, so the path cannot exist. */
function isAbsence(code: string): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}

function describe(stats: Stats): FileStat {
  return {
    kind: stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other",
    mode: stats.mode & 0o7777,
    ownerId: stats.uid,
    sizeBytes: stats.size,
    modifiedAt: stats.mtime,
  };
}
