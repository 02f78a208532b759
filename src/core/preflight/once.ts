import type { World } from "../../world/world.ts";

export type Look<T> = (world: World, signal: AbortSignal) => Promise<T>;

/** Looks once, however many checks ask for it in one preflight. */
export function once<T>(look: Look<T>): Look<T> {
  let answer: Promise<T> | undefined;
  return async (world, signal) => {
    answer ??= look(world, signal);
    return answer;
  };
}
