import type { CommandContext } from "./command.ts";
import { exitCodeOf } from "../core/events/outcome.ts";
import type { Outcome } from "../core/events/outcome.ts";
import { paint } from "../core/report/text/colour.ts";
import { problemLines } from "../core/report/text/complaint.ts";
import { styleOf } from "../core/report/text/style.ts";
import { interruptedOutcome } from "./usage-outcome.ts";

/** What `--json` prints where a command could not do its work; `command` is its name. */
interface ErrorDocument {
  readonly schema: 1;
  readonly command: string;
  readonly ok: false;
  readonly exitCode: number;
  readonly error: SaidError;
}

/** What is wrong, and what to type next. */
export interface SaidError {
  readonly message: string;
  readonly fix: string;
}

/** It runs until it is told to end, so a signal is its usual ending. */
const endsBySignal: ReadonlySet<string> = new Set(["serve"]);

/**
 * SIGTERM is the last word on how a command ended, whatever it still brought to its end; after Ctrl-C, what failed
 * failed because of it.
 */
export function endedBySignal({ world }: CommandContext, command: string, outcome: Outcome): Outcome {
  const { interrupted } = world.terminal;
  if (!interrupted.aborted || endsBySignal.has(command)) return outcome;
  const ended = interruptedOutcome(world);
  const isTerm = ended.kind === "interrupted" && ended.signal === "SIGTERM";
  return isTerm || "message" in outcome || "said" in outcome ? ended : outcome;
}

/** Says what a command that could not do its work has to say; programs that asked for JSON get it as JSON too. */
export function tellOutcome(context: CommandContext, command: string, outcome: Outcome): Outcome {
  const { world, flags } = context;
  if (!("message" in outcome)) return outcome;
  const { message, fix } = outcome;
  const isDocumented = "documented" in outcome && outcome.documented;
  if (flags.json && !isDocumented) {
    const document: ErrorDocument = {
      schema: 1,
      command,
      ok: false,
      exitCode: exitCodeOf(outcome),
      error: { message, fix },
    };
    world.terminal.outDocument(document);
  }
  tellProblem(context, { message, fix });
  return outcome;
}

/** What is wrong and what to type next, to standard error. */
export function tellProblem({ world, flags }: CommandContext, said: SaidError): void {
  const style = styleOf(world, "err", !flags.color);
  const lines = problemLines(said, style).map((line) => `${paint(line, style.colour)}\n`);
  world.terminal.err(lines.join(""));
}

/** The result of a command that went well: its document for programs, a sentence for people. */
export function printResult({ world, flags }: CommandContext, document: object, sentence: string): Outcome {
  if (flags.json) world.terminal.outDocument(document, 2);
  else world.terminal.out(`${sentence}\n`);
  return { kind: "done" };
}

/** The result of a command that could not do all of its work: one document, which says why. */
export function printFailure(
  { world, flags }: CommandContext,
  document: object,
  { message, fix }: SaidError,
): Outcome {
  if (flags.json) world.terminal.outDocument({ ...document, error: { message, fix } }, 2);
  return { kind: "unexpected", message, fix, documented: true };
}
