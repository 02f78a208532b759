import type { Locks } from "./locks.ts";
import { createHash } from "node:crypto";

export function nodeLocks(platform: string): Locks {
  return {
    acquire: async (name, holder) =>
      (await import("./acquire-lock.ts")).acquireLock(lockPath(name, platform), holder),
  };
}

/** Linux: an abstract socket, which has no file and vanishes with its process. Elsewhere a socket file all users reach. */
function lockPath(name: string, platform: string): string {
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 32);
  if (platform !== "linux") return `/tmp/stack-${hash}.sock`;
  const readable = `\0stack/${name}`;
  return Buffer.byteLength(readable) <= longestAddress ? readable : `\0stack/${hash}`;
}

/** What fits a socket's address (`sun_path`) on Linux, less a byte. */
const longestAddress = 100;
