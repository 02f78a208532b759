import { stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import type { SystemError } from "../system-error.ts";

/**
 * Why what stands at a path is not to be read: a pipe keeps its reader until somebody writes, and a device may never
 * end. Undefined for a file and a folder, and where nothing can be said: then opening it says why.
 */
export async function notAFile(path: string): Promise<SystemError | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined || stats.isFile() || stats.isDirectory()
    ? undefined
    : { code: "EINVAL", reason: `it is ${nameOf(stats)}, and no file` };
}

function nameOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
