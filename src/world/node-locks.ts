import { setTimeout as delay } from "node:timers/promises";
import { lockPath } from "./lock-path.ts";
import { holdLock } from "./lock-server.ts";
import { visitHolder } from "./lock-visitor.ts";
import type { LockAnswer, LockHolder, Locks } from "./locks.ts";
import { clearStaleSocket } from "./stale-socket.ts";

export function nodeLocks(platform: string): Locks {
  return { acquire: (name, holder) => acquire(lockPath(name, platform), holder) };
}

/** Between a refusal and the visit the holder may have gone, and then the next try may succeed. */
const tries = 50;
const betweenTriesMs = 20;

async function acquire(path: string, holder: LockHolder): Promise<LockAnswer> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const held = await holdLock(path, holder);
    if (held !== undefined) return { kind: "acquired", release: () => held.release() };
    const taken = await visitHolder(path);
    if (taken !== undefined) return taken;
    if (!path.startsWith("\0")) await clearStaleSocket(path);
    await delay(betweenTriesMs);
  }
  return { kind: "taken", holder: undefined, untilReleased: async () => undefined };
}
