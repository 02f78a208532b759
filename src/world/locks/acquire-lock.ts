import { setTimeout as delay } from "node:timers/promises";
import { clearStaleSocket, holdLock } from "./lock-server.ts";
import { visitHolder } from "./lock-visitor.ts";
import type { LockAnswer, LockHolder } from "./locks.ts";

/** Between a refusal and the visit the holder may have gone, and then the next try may succeed. */
const tries = 50;
const betweenTriesMs = 20;

export async function acquireLock(path: string, holder: LockHolder): Promise<LockAnswer> {
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
