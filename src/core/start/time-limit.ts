import type { World } from "../../world/world.ts";

export interface TimeLimit {
  /** On `clock.elapsedMs()`. */
  readonly deadlineMs: number;
  /** Aborts with the given signal, or when the time is up. */
  readonly signal: AbortSignal;
  /** Stops the clock. */
  end(): void;
}

/** What a timer can hold. */
const longestSleepMs = 2 ** 31 - 1;

/** `--timeout` of a whole run, from now on: pulls and builds end with it too. */
export function timeLimit(
  { clock, background }: Pick<World, "clock" | "background">,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): TimeLimit {
  const late = new AbortController();
  const ended = new AbortController();
  const passed = async (ms: number): Promise<void> => {
    await clock.sleep(Math.min(ms, longestSleepMs), ended.signal);
    if (!ended.signal.aborted) late.abort();
  };
  if (timeoutMs !== undefined) background.begin(passed(timeoutMs));
  return {
    deadlineMs: clock.elapsedMs() + (timeoutMs ?? Number.MAX_SAFE_INTEGER),
    signal: AbortSignal.any([signal, late.signal]),
    end: () => ended.abort(),
  };
}
