import { readdir, readFile, stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import type { FileContent, FileStat, ReadOptions } from "./files.ts";
import { systemErrorOf } from "../system-error.ts";
import { setTimeout as delay } from "node:timers/promises";
import { notAFile } from "./regular-file.ts";

/** The text of a regular file; what is none is said for what it is. With `pipeMs` a pipe is read too, for so long. */
export async function readText(path: string, { pipeMs }: ReadOptions = {}): Promise<FileContent> {
  const odd = await notAFile(path);
  if (odd !== undefined && pipeMs === undefined) return { kind: "unreadable", reason: odd.reason };
  return odd === undefined ? readWhole(path) : readPipe(path, pipeMs ?? 0);
}

/** The opening of a pipe that nobody writes to cannot be taken back; it is left behind. */
async function readPipe(path: string, limitMs: number): Promise<FileContent> {
  const reason = `nobody has written to it within ${String(limitMs / 1000)} s`;
  const waiting = new AbortController();
  const late = delay(limitMs, { kind: "unreadable", reason } as const, { signal: waiting.signal });
  const answer = await Promise.race([readWhole(path), late]);
  waiting.abort();
  late.catch(() => undefined);
  return answer;
}

async function readWhole(path: string): Promise<FileContent> {
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
