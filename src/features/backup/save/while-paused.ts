import type { StoreWork } from "../stores/store-work.ts";

/**
 * Does something while containers stand still: the files they write are then as of one moment. They go on whatever
 * comes of it, an interruption included.
 */
export async function whilePaused<T>(
  { world }: StoreWork,
  containerIds: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const answers = await Promise.all(containerIds.map((id) => world.engine.pause(id)));
  const paused = containerIds.filter((_, index) => answers[index]?.kind === "ok");
  try {
    return await work();
  } finally {
    await Promise.all(paused.map((id) => world.engine.unpause(id)));
  }
}
