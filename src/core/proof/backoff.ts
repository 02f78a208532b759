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
