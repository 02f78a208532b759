import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "../system-error.ts";

/** Free bytes for an ordinary user where `path` lies or, as long as it does not exist, would lie. */
export async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(path);
    return errorCode(error) === "ENOENT" && parent !== path ? freeBytes(parent) : undefined;
  }
}
