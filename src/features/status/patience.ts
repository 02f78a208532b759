import { withinTime } from "../../core/preflight/preflight.ts";
import type { World } from "../../world/world.ts";

/**
 * By when a part of the answer has to be there, counted from the beginning: the whole comes within three seconds,
 * whatever hangs, and what comes later finds a little time left.
 */
export const answerByMs = { files: 2_200, engine: 2_500, services: 2_750 } as const;

const leastMs = 200;

/** What it is told to do is given up when its time is over, and the answer is then `timed-out`. */
export type Patience = <T>(
  byMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
) => Promise<T | "timed-out">;

export function patienceFrom({ clock, terminal }: World): Patience {
  const began = clock.elapsedMs();
  return async (byMs, ask) => {
    const ms = Math.max(leastMs, byMs - (clock.elapsedMs() - began));
    return withinTime(clock, { ms, signal: terminal.interrupted }, ask);
  };
}

/** As it is said of whoever gave no answer. */
export function withinSeconds(byMs: number): string {
  return `within ${String(byMs / 1_000)} s`;
}
