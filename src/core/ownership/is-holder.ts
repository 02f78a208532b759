import type { Container } from "../../world/engine/container.ts";
import { composeLabels } from "./compose-labels.ts";
import { holderName } from "./holder-name.ts";

/** Work on a volume that was killed left it behind: it has never run, and has nothing but the volume. */
export function isHolderOf({ name, state, labels }: Container, volume: string): boolean {
  const isUnused = state === "created" && labels[composeLabels.project] === undefined;
  return isUnused && name === holderName(volume);
}
