import { blank, type Line } from "./span.ts";

/** Blocks with a blank line before each; empty ones leave no gap. */
export function spaced(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks.flatMap((lines) => (lines.length === 0 ? [] : [blank, ...lines]));
}
