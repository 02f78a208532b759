import type { World } from "../../world/world.ts";

export type Observer<T> = (world: World, signal: AbortSignal) => Promise<T>;

/** Looks once, however many checks ask for it in one preflight. */
export function observeOnce<T>(look: Observer<T>): Observer<T> {
  let answer: Promise<T> | undefined;
  return async (world, signal) => {
    answer ??= look(world, signal);
    return answer;
  };
}
