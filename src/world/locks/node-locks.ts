import { lockPath } from "./lock-path.ts";
import type { Locks } from "./locks.ts";

export function nodeLocks(platform: string): Locks {
  return {
    acquire: async (name, holder) =>
      (await import("./acquire-lock.ts")).acquireLock(lockPath(name, platform), holder),
  };
}
