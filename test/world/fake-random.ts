import type { Random } from "../../src/world/random.ts";

/** The same bytes in every run, evenly spread (a linear congruential generator). */
export function fakeRandom(seed = 1): Random {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}
