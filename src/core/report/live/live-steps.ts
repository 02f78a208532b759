import type { Step } from "../../events/event.ts";
import type { Look } from "../text/look.ts";
import { markSpan, stepMark } from "../text/mark.ts";
import { duration } from "../words/duration.ts";
import { stepResult } from "../words/step.ts";
import { span, type Line } from "../text/span.ts";
import type { StepStory, Story } from "../run/story.ts";
import { padEnd, padStart } from "../text/width.ts";

/** The other steps show in the lines of the services. */
const shown: readonly Step[] = ["preflight", "secrets", "images", "models"];

export function stepLines(story: Story, nowMs: number, look: Look): readonly Line[] {
  return shown.flatMap((step) => {
    const told = story.steps.get(step);
    return told === undefined ? [] : [stepLine(step, told, { story, nowMs, look })];
  });
}

function stepLine(
  step: Step,
  told: StepStory,
  { story, nowMs, look }: { readonly story: Story; readonly nowMs: number; readonly look: Look },
): Line {
  const isOver = told.durationMs !== undefined;
  const time = duration(told.durationMs ?? nowMs - told.startedMs);
  return [
    markSpan(isOver ? stepMark(step, story) : "busy", look.symbols),
    span(` ${padEnd(step, 10)} ${padStart(time, 9)}`),
    span(isOver ? `  ${stepResult(step, story)}` : "", "dim"),
  ];
}
