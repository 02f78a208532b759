import { exitCodeOf } from "../core/events/outcome.ts";
import type { Outcome } from "../core/events/outcome.ts";
import type { CommandContext } from "./command.ts";
import { complain } from "./complain.ts";

/** What `--json` prints where a command could not do its work; `command` is its name. */
interface ErrorDocument {
  readonly schema: 1;
  readonly command: string;
  readonly ok: false;
  readonly exitCode: number;
  readonly error: { readonly message: string; readonly fix: string };
}

/** Says what a command that could not do its work has to say; programs that asked for JSON get it as JSON too. */
export function tellOutcome(context: CommandContext, command: string, outcome: Outcome): Outcome {
  const { world, flags } = context;
  if (!("message" in outcome) || outcome.message === "") return outcome;
  const { message, fix } = outcome;
  if (flags.json) {
    const document: ErrorDocument = {
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
