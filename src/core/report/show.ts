import type { World } from "../../world/world.ts";
import { paint } from "./text/colour.ts";
import { styleOf, type Style } from "./text/style.ts";
import type { Line } from "./text/span.ts";

export interface ShowChoice {
  readonly world: World;
  readonly json: boolean;
  readonly noColor: boolean;
}

/** A command's one document on standard output: as JSON, or as its text for people. */
export function printDocument(
  document: object,
  { world, json, noColor }: ShowChoice,
  text: (style: Style) => readonly Line[],
): void {
  if (json) {
    world.terminal.outDocument(document, 2);
    return;
  }
  const style = styleOf(world, "out", noColor);
  world.terminal.out(
    text(style)
      .map((line) => `${paint(line, style.colour)}\n`)
      .join(""),
  );
}
