import type { Audience } from "./renderer.ts";
import { paint } from "./text/colour.ts";
import { styleOf } from "./text/style.ts";
import type { Style } from "./text/style.ts";
import type { Line } from "./text/span.ts";

/** Says something beside the result: to standard error. */
export function tellLines(world: Audience, noColor: boolean, text: (style: Style) => readonly Line[]): void {
  const style = styleOf(world, "err", noColor);
  const lines = text(style).map((line) => `${paint(line, style.colour)}\n`);
  world.terminal.err(lines.join(""));
}
