import { lookAtReclaimable, reclaimableHint } from "../../core/preflight/storage/reclaimable.ts";
import type { World } from "../../world/world.ts";

/** Asks in the background what Docker keeps in vain; the answer counts if it is there in the end: nothing waits for it. */
export function hintMeanwhile(world: World): () => string | undefined {
  let hint: string | undefined;
  const look = async (): Promise<void> => {
    hint = reclaimableHint(await lookAtReclaimable(world, world.terminal.interrupted));
  };
  world.background.begin(look());
  return () => hint;
}
