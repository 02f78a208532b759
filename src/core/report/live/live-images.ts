import type { ImageStory } from "../run/image-story.ts";
import type { Look } from "../text/look.ts";
import { imageProgress } from "../words/image.ts";
import { count } from "../words/lists.ts";
import { line, span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { clip, padEnd, textWidth } from "../text/width.ts";

const most = 5;

/** Images on their way; those that arrived are counted in the step's own line. */
export function imageLines({ images }: Story, { width, symbols }: Look): readonly Line[] {
  const moving = [...images].filter(([, { kind }]) => kind !== "pulled");
  const shown = moving.slice(0, most);
  const nameWidth = Math.min(Math.floor(width / 2), Math.max(...shown.map(([name]) => textWidth(name)), 0));
  const lines = shown.map(([name, image]) =>
    imageLine(clip(name, nameWidth, symbols.ellipsis), image, nameWidth),
  );
  const rest = moving.length - shown.length;
  return rest > 0 ? [...lines, line(`    and ${count(rest, "more image")}`, "dim")] : lines;
}

function imageLine(name: string, image: ImageStory, nameWidth: number): Line {
  return [span(`    ${padEnd(name, nameWidth)}  `), span(imageProgress(image), tone(image))];
}

function tone({ kind }: ImageStory): "bad" | "warn" | "dim" {
  if (kind === "failed") return "bad";
  return kind === "retrying" ? "warn" : "dim";
}
