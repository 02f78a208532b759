import { exitCodeOf } from "../launch/outcome.ts";
import type { Outcome } from "../launch/outcome.ts";
import type { CommandContext } from "./command.ts";
import { complain } from "./complain.ts";

/** Says what a command that could not do its work has to say; programs that asked for JSON get it as JSON too. */
export function tellOutcome(context: CommandContext, command: string, outcome: Outcome): Outcome {
  const { world, flags } = context;
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
    world.terminal.outDocument(document);
  }
  complain(context, { message, fix });
  return outcome;
}
