import { composeLabels } from "../../world/compose/labels.ts";
import type { Container } from "../../world/engine/container.ts";

/** Work on a volume that was killed left it behind: it has never run, and has nothing but the volume. */
export function isHolderOf({ name, state, labels }: Container, volume: string): boolean {
  const isUnused = state === "created" && labels[composeLabels.project] === undefined;
  return isUnused && name === holderName(volume);
}

/** The container through which a volume's files are read and written. */
export function holderName(volume: string): string {
  return `stack-holds-${volume}`;
}
