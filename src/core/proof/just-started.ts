import type { ContainerDetail } from "../../world/engine/container.ts";

/**
 * A container that Compose has just started, as its watch is to begin with it: not yet begun, where it is over already.
 * Seen with its only life it would count as one that ended long ago, and its next life would be awaited for ever.
 */
export function justStarted(detail: ContainerDetail): ContainerDetail {
  const isOver = detail.state === "exited" || detail.state === "dead" || detail.state === "restarting";
  return isOver ? { ...detail, startedAt: undefined, finishedAt: undefined } : detail;
}
