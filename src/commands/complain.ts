import { paint } from "../report/colour.ts";
import { complaint } from "../report/complaint.ts";
import { lookOf } from "../report/look.ts";
import type { CommandContext } from "./command.ts";

/** What is wrong and what to type next, to standard error. */
export function complain(
  { world, flags }: CommandContext,
  said: { readonly message: string; readonly fix: string },
): void {
  const look = lookOf(world, "err", !flags.color);
  const lines = complaint(said, look).map((line) => `${paint(line, look.colour)}\n`);
  world.terminal.err(lines.join(""));
}
