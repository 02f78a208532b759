import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { letManyWait } from "./many-waiters.ts";

export const nodeClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms, signal) =>
    delay(ms, undefined, { signal: letManyWait(signal) }).then(
      () => undefined,
      () => undefined,
    ),
};
