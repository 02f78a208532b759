import type { Outcome } from "../launch/outcome.ts";
import type { CommandContext } from "./command.ts";

/** The result of a command that went well: its document for programs, a sentence for people. */
export function sayResult({ world, flags }: CommandContext, document: object, sentence: string): Outcome {
  world.terminal.out(flags.json ? `${JSON.stringify(document, undefined, 2)}\n` : `${sentence}\n`);
  return { kind: "done" };
}
