import { letManyWait } from "../many-waiters.ts";

/** A signal that aborts when the caller's does or after a time, whichever is first, and says which it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly hasPassed: () => boolean;
  readonly limitMs: number;
  /** Must be called when the work is done: lets go of the timer and of the caller's signal. */
  readonly end: () => void;
}

// Not AbortSignal.any with AbortSignal.timeout: on Node 20 a signal that lives long keeps every one made from it.
/** A signal that aborts after so many milliseconds, or with another signal; `stop` it when the work is done. */
export function startDeadline(timeoutMs: number | undefined, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const limitMs = timeoutMs ?? longestTimerMs;
  let passed = false;
  const abort = (): void => {
    controller.abort();
  };
  const timer = setTimeout(() => {
    passed = true;
    abort();
  }, limitMs);
  if (outer?.aborted === true) abort();
  if (outer !== undefined) letManyWait(outer).addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    hasPassed: () => passed,
    limitMs,
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}

/** 24 days: what Node's timers can hold. */
const longestTimerMs = 2 ** 31 - 1;

/** For what lasts as long as its caller wants: events, a followed log, a pull. */
export function noDeadline(signal: AbortSignal): Deadline {
  return { signal: letManyWait(signal), hasPassed: () => false, limitMs: Infinity, end: () => undefined };
}
