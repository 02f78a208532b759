import { imageLines } from "./live-services.ts";
import { modelLines } from "./live-services.ts";
import { serviceLines } from "./live-services.ts";
import { stepLines } from "./live-services.ts";
import type { LiveStyle, Style } from "../text/style.ts";
import { duration } from "../words/duration.ts";
import { span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { clipLine } from "../text/width.ts";

/** The whole view at one moment: never more than `rows` lines, none wider than `width`. */
export function liveView(story: Story, nowMs: number, style: LiveStyle): readonly Line[] {
  const above = [
    title(story, nowMs, style),
    ...stepLines(story, nowMs, style),
    ...imageLines(story, style),
    ...modelLines(story),
  ];
  const lines = [...above, ...serviceLines(story, nowMs, { ...style, rows: style.rows - above.length })];
  return lines
    .slice(0, Math.max(0, style.rows))
    .map((line) => clipLine(line, style.width, style.symbols.ellipsis));
}

function title(story: Story, nowMs: number, { symbols }: Style): Line {
  const kind = story.rehearsal ? ` (rehearsal)` : "";
  const services = [...story.services.values()];
  const up = services.filter(({ stage }) => stage.kind === "proven" || stage.kind === "settled").length;
  const progress = services.length === 0 ? "" : ` ${symbols.dot} ${up} of ${services.length}`;
  const elapsed = duration(nowMs - (story.startedMs ?? nowMs));
  return [
    span(`${story.environment || "stack"}${kind}`, "bold"),
    span(`${progress} ${symbols.dot} ${elapsed}`, "dim"),
  ];
}
