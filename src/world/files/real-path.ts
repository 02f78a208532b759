import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** What does not exist (a folder that was moved away) keeps its name below what does. */
export async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(await realPath(parent), basename(absolute));
  }
}
