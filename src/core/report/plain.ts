import type { Event } from "../events/event.ts";
import type { Audience, Renderer } from "./renderer.ts";
import { paint } from "./text/colour.ts";
import { conclude } from "./conclude.ts";
import { styleOf } from "./text/style.ts";
import { wordFor } from "./words/remark.ts";
import { progressWord } from "./words/progress-word.ts";
import type { ProgressWord } from "./words/progress-word.ts";
import { stillWaiting } from "./words/still-waiting.ts";
import { progressLine } from "./remark-line.ts";
import { follow, untold, type Story } from "./run/story.ts";

export interface PlainChoice {
  readonly world: Audience;
  readonly verbose: boolean;
  readonly noColor: boolean;
}

const heartbeatMs = 30_000;

/** For pipes and CI: a line a change, and after a long silence one that says what is awaited. */
export function plainRenderer({ world, verbose, noColor }: PlainChoice): Renderer {
  const { clock, terminal, background } = world;
  const style = styleOf(world, "err", noColor);
  const ended = new AbortController();
  let story: Story = untold;
  let saidMs = clock.elapsedMs();

  const write = (remark: ProgressWord): void => {
    saidMs = clock.elapsedMs();
    const line = progressLine(remark, saidMs - (story.startedMs ?? saidMs), style.symbols);
    terminal.err(`${paint(line, style.colour)}\n`);
  };
  const handle = (event: Event): void => {
    const before = story;
    story = follow(before, event, clock.elapsedMs());
    const remark = wordFor(event, before);
    if (remark !== undefined && (verbose || !remark.isDetail)) write(remark);
    if (event.type === "result") end();
  };
  const end = (): void => {
    ended.abort();
    conclude(story, { world, verbose, noColor });
  };
  const beat = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const silentMs = clock.elapsedMs() - saidMs;
      if (silentMs < heartbeatMs) await clock.sleep(heartbeatMs - silentMs, ended.signal);
      else sayStillWaiting();
    }
  };
  const sayStillWaiting = (): void => {
    saidMs = clock.elapsedMs();
    const text = stillWaiting(story, saidMs);
    if (text !== undefined) write(progressWord("waiting", text));
  };
  background.begin(beat());
  return { handle, aside: (action) => action(), finish: () => ended.abort() };
}
