import type { World } from "../../world/world.ts";
import { paint } from "./text/colour.ts";
import { lookOf, type Look } from "./text/look.ts";
import type { Line } from "./text/span.ts";

export interface ShowChoice {
  readonly world: World;
  readonly json: boolean;
  readonly noColor: boolean;
}

/** A command's one document on standard output: as JSON, or as its text for people. */
export function show(
  document: object,
  { world, json, noColor }: ShowChoice,
  text: (look: Look) => readonly Line[],
): void {
  if (json) {
    world.terminal.outDocument(document, 2);
    return;
  }
  const look = lookOf(world, "out", noColor);
  world.terminal.out(
    text(look)
      .map((line) => `${paint(line, look.colour)}\n`)
      .join(""),
  );
}
