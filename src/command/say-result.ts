import type { Outcome } from "../core/events/outcome.ts";
import type { CommandContext } from "./command.ts";

/** The result of a command that went well: its document for programs, a sentence for people. */
export function sayResult({ world, flags }: CommandContext, document: object, sentence: string): Outcome {
  if (flags.json) world.terminal.outDocument(document, 2);
  else world.terminal.out(`${sentence}\n`);
  return { kind: "done" };
}
