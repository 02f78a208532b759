import { exitCodeOf } from "../launch/outcome.ts";
import type { Outcome } from "../launch/outcome.ts";
import { paint } from "../report/colour.ts";
import { complaint } from "../report/complaint.ts";
import { lookOf } from "../report/look.ts";
import type { CommandContext } from "./command.ts";

/** Says what a command that could not do its work has to say; programs that asked for JSON get it as JSON too. */
export function tellOutcome({ world, flags }: CommandContext, command: string, outcome: Outcome): Outcome {
  if (!("message" in outcome) || outcome.message === "") return outcome;
  const { message, fix } = outcome;
  if (flags.json) {
    const document = {
      schema: 1,
      command,
      ok: false,
      exitCode: exitCodeOf(outcome),
      error: { message, fix },
    };
    world.terminal.out(`${JSON.stringify(document)}\n`);
  }
  const look = lookOf(world, "err", !flags.color);
  const lines = complaint({ message, fix }, look).map((line) => `${paint(line, look.colour)}\n`);
  world.terminal.err(lines.join(""));
  return outcome;
}
