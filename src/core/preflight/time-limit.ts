import type { Clock } from "../../world/clock.ts";

/**
 * What `work` comes to, or "timed-out" after `ms`. The signal it gets aborts then; work that does not heed it (a child
 * stuck in the kernel cannot even be killed) is left behind, not waited for.
 */
export async function withinTime<T>(
  clock: Clock,
  limit: { readonly ms: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | "timed-out"> {
  const over = new AbortController();
  const signal = AbortSignal.any([limit.signal, over.signal]);
  try {
    return await Promise.race([work(signal), expiry(clock, limit.ms, signal)]);
  } finally {
    over.abort();
  }
}

async function expiry(clock: Clock, ms: number, signal: AbortSignal): Promise<"timed-out"> {
  await clock.sleep(ms, signal);
  return "timed-out";
}
