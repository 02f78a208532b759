import { performance } from "node:perf_hooks";
import type { Clock } from "./clock.ts";
import { letManyWait } from "./many-waiters.ts";

export const nodeClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep,
};

/** By a plain timer: Node's own promise of one makes an error, stack and all, for every sleep that is cut short. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    letManyWait(signal).addEventListener("abort", end);
  });
}
