import type { ContainerDetail } from "../../world/engine/container.ts";

/**
 * How long to wait before the next probe. A command run inside a container costs the host some 50 ms of CPU, so it
 * follows how long the service has taken already: 5 % late at most. A connection costs nearly nothing.
 */
export function probeDelayMs(kind: "command" | "connection", sinceStartMs: number): number {
  return kind === "connection"
    ? clamp(sinceStartMs * 0.02, 25, 100)
    : clamp(sinceStartMs * 0.045, quickestMs, 5_000);
}

const quickestMs = 150;

/** Whether a service has taken so long that the next command is one of many. */
export function isPatient(delayMs: number): boolean {
  return delayMs > quickestMs;
}

/** How often one exec asks, `delayMs` apart: the more, the less an exec costs, and the longer one that nobody awaits goes on. */
export function asksPerExec(delayMs: number): number {
  return clamp(Math.floor(4_000 / delayMs), 1, 8);
}

/** How long a closed port may keep a command from being asked. */
export function ungatedDelayMs(sinceStartMs: number): number {
  return clamp(sinceStartMs * 0.2, 2_000, 10_000);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/**
 * A container that Compose has just started, as its watch is to begin with it: not yet begun, where it is over already.
 * Seen with its only life it would count as one that ended long ago, and its next life would be awaited for ever.
 */
export function justStarted(detail: ContainerDetail): ContainerDetail {
  const isOver = detail.state === "exited" || detail.state === "dead" || detail.state === "restarting";
  return isOver ? { ...detail, startedAt: undefined, finishedAt: undefined } : detail;
}
