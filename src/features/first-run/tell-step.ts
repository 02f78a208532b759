import type { CommandContext } from "../../command/command.ts";

/** Says a line beside the result. */
export function tellLine({ world, flags }: CommandContext, text: string): void {
  if (!flags.quiet) world.terminal.err(`${text}\n`);
}

/** A step is shown as the command that does it: who wants to can type it instead. */
export function tellCommand(context: CommandContext, command: string): void {
  tellLine(context, `$ ${command}`);
}
