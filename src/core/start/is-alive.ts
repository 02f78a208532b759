import type { Container } from "../../world/engine/container.ts";

/** It holds its ports and writes to its volumes, or does so again in a moment. */
export function isAlive({ state }: Pick<Container, "state">): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}
