import type { Outcome } from "../launch/outcome.ts";
import type { World } from "../world/world.ts";

/** The ending of a command that Ctrl-C or SIGTERM ended. */
export function interruptedOutcome(world: World): Outcome {
  const signal = world.terminal.interrupted.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  return { kind: "interrupted", signal };
}
