import type { Clock } from "../../src/world/clock.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export interface FakeClock extends Clock {
  /** Lets time pass: wakes whoever's time has come, in order, and lets the program run after each. */
  advance(ms: number): Promise<void>;
  /** Lets as much time pass as `work` needs; a program that waits for nothing hangs, and that is an error. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** How many sleep now. */
  sleeping(): number;
}

/** Time stands still until a test moves it. */
export function fakeClock(start = new Date("2026-01-02T03:04:05.000Z"), hangsAfterMs = 30_000): FakeClock {
  let elapsed = 0;
  const sleepers = new Set<Sleeper>();
  const wakeNext = async (limit: number): Promise<boolean> => {
    const next = earliest(sleepers);
    if (next === undefined || next.until > limit) return false;
    elapsed = Math.max(elapsed, next.until);
    next.wake();
    await settle();
    return true;
  };
  return {
    now: () => new Date(start.getTime() + elapsed),
    elapsedMs: () => elapsed,
    sleep: (ms, signal) => sleepIn(sleepers, elapsed + ms, signal),
    advance: async (ms) => {
      const limit = elapsed + ms;
      await settle();
      while (await wakeNext(limit));
      elapsed = limit;
    },
    drive: async (work) => {
      const state = { isDone: false };
      const ended = work.finally(() => {
        state.isDone = true;
      });
      ended.catch(() => undefined); // whoever drives gets the error, from the last line
      await settle();
      while (!state.isDone) {
        if (!(await wakeNext(Infinity)) && !state.isDone) await untilItGoesOn(sleepers, state, hangsAfterMs);
      }
      return ended;
    },
    sleeping: () => sleepers.size,
  };
}

function sleepIn(sleepers: Set<Sleeper>, until: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      sleepers.delete(sleeper);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const sleeper = { until, wake };
    sleepers.add(sleeper);
    signal.addEventListener("abort", wake);
  });
}

/** Of those with the same time, who went to sleep first. */
function earliest(sleepers: ReadonlySet<Sleeper>): Sleeper | undefined {
  return [...sleepers].reduce<Sleeper | undefined>(
    (first, sleeper) => (first === undefined || sleeper.until < first.until ? sleeper : first),
    undefined,
  );
}

/** A file that is being loaded takes time of its own, on a busy machine many seconds; what goes on by no means hangs. */
async function untilItGoesOn(
  sleepers: ReadonlySet<Sleeper>,
  state: { readonly isDone: boolean },
  hangsAfterMs: number,
): Promise<void> {
  const givenUpMs = performance.now() + hangsAfterMs;
  while (sleepers.size === 0 && !state.isDone) {
    if (performance.now() > givenUpMs) throw new Error("the program waits, but not for time");
    await settle();
  }
}

/** Until everything that can go on without time or the outside has gone on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
