import type { CommandContext } from "./command.ts";

/** Asks, with No as the default. `--yes` answers yes; where nobody can be asked the answer is no. */
export async function confirm({ world, flags }: CommandContext, question: string): Promise<boolean> {
  if (flags.yes) return true;
  if (!world.terminal.canAsk) return false;
  const answer = await world.terminal.ask(`${question} [y/N] `, world.terminal.interrupted);
  return /^y(?:es)?$/iu.test(answer?.trim() ?? "");
}
