import type { Event } from "../../events/event.ts";
import type { Audience } from "../renderer.ts";
import { blockPainter, type BlockPainter } from "./block-painter.ts";
import { paint } from "../text/colour.ts";
import { stepLines } from "./live-services.ts";
import { liveView } from "./live-view.ts";
import { styleOf, type LiveStyle, type StreamStyle } from "../text/style.ts";
import { wordFor } from "../words/remark.ts";
import { progressLine } from "../remark-line.ts";
import type { Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { lineWidth } from "../text/width.ts";

/** Where the live view stands, and what scrolls away above it. */
export interface LiveScreen {
  show(story: Story): void;
  /** A line that stays, above the view. */
  remark(event: Event, before: Story): void;
  /** Ends with the view as it is. */
  leave(story: Story): void;
  /** Ends with no more than the steps: the services follow in the summary. */
  leaveSteps(story: Story): void;
  aside<Answer>(action: () => Promise<Answer>): Promise<Answer>;
}

export function liveScreen(world: Audience, noColor: boolean): LiveScreen {
  const { clock } = world;
  const stage = askingStage(blockPainter(world.terminal));
  const put = (make: (style: LiveStyle) => readonly Line[]): void => {
    const style = lookNow(world, noColor);
    stage.paint(make(style).map((line) => ({ text: paint(line, style.colour), width: lineWidth(line) })));
  };
  const show = (story: Story): void => {
    if (story.startedMs !== undefined) put((style) => liveView(story, clock.elapsedMs(), style));
  };
  return {
    show,
    remark: (event, before) => {
      const remark = wordFor(event, before);
      if (remark === undefined) return;
      const { symbols, colour } = lookNow(world, noColor);
      const sinceMs = before.startedMs === undefined ? 0 : clock.elapsedMs() - before.startedMs;
      stage.above([paint(progressLine(remark, sinceMs, symbols), colour)]);
    },
    leave: (story) => {
      show(story);
      stage.leave();
    },
    leaveSteps: (story) => {
      put((style) => stepLines(story, clock.elapsedMs(), style));
      stage.leave();
    },
    aside: (action) => stage.aside(action),
  };
}

interface AskingStage extends Pick<BlockPainter, "paint" | "above" | "leave"> {
  aside<Answer>(action: () => Promise<Answer>): Promise<Answer>;
}

/** Paints nothing while something else writes to the terminal; lines that must stay come afterwards. */
function askingStage(painter: BlockPainter): AskingStage {
  let asides = 0;
  let late: readonly string[] = [];
  return {
    paint: (lines) => {
      if (asides === 0) painter.paint(lines);
    },
    above: (lines) => {
      if (asides === 0) painter.above(lines);
      else late = [...late, ...lines];
    },
    leave: () => painter.leave(),
    aside: async (action) => {
      asides += 1;
      painter.clear();
      try {
        return await action();
      } finally {
        asides -= 1;
        if (late.length > 0) painter.above(late);
        late = [];
      }
    },
  };
}

/**
 * Asked for at every repaint: a terminal can be resized. The last row stays free for the cursor; so does the last
 * column, because many terminals hold the cursor back on it, and erasing the rest of the line would take its sign away.
 */
function lookNow(world: Audience, noColor: boolean): StreamStyle & LiveStyle {
  const style = styleOf(world, "err", noColor);
  return { ...style, width: style.width - 1, rows: Math.max(1, world.terminal.rows() - 1) };
}
