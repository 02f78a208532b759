import type { Audience } from "./renderer.ts";
import { paint } from "./text/colour.ts";
import { lookOf } from "./text/look.ts";
import type { Look } from "./text/look.ts";
import type { Line } from "./text/span.ts";

/** Says something beside the result: to standard error. */
export function tellLines(world: Audience, noColor: boolean, text: (look: Look) => readonly Line[]): void {
  const look = lookOf(world, "err", noColor);
  const lines = text(look).map((line) => `${paint(line, look.colour)}\n`);
  world.terminal.err(lines.join(""));
}
