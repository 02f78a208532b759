import { setTimeout as delay } from "node:timers/promises";
import type { Ended } from "../../program/run-program.ts";
import type { TestProject } from "../test-project.ts";
import { lengthOfAStart } from "./eventful-project.ts";

export interface CutShort {
  readonly ended: Ended;
  /** From the signal to the end. */
  readonly endedAfterMs: number;
}

/** Starts, and sends the signal after that part of a start's length. */
export async function cutShort(
  project: TestProject,
  signal: "SIGINT" | "SIGTERM" | "SIGKILL",
  part: number,
): Promise<CutShort> {
  const afterMs = part * (await lengthOfAStart());
  const running = project.start("up", "demo", "--json");
  await delay(afterMs);
  const sentAt = performance.now();
  running.process.kill(signal);
  const ended = await running.ended;
  return { ended, endedAfterMs: performance.now() - sentAt };
}
