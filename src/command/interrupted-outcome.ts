import type { Outcome } from "../core/events/outcome.ts";
import type { World } from "../world/world.ts";

/** How a command ends that Ctrl-C or SIGTERM has cut short. */
export function interruptedOutcome({ terminal }: Pick<World, "terminal">): Outcome {
  const signal = terminal.interrupted.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  return { kind: "interrupted", signal };
}
