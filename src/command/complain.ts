import { paint } from "../core/report/text/colour.ts";
import { complaint } from "../core/report/text/complaint.ts";
import { lookOf } from "../core/report/text/look.ts";
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
