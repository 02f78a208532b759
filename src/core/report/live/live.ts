import type { Event } from "../../events/event.ts";
import type { Audience } from "../renderer.ts";
import { conclude } from "../conclude.ts";
import { liveScreen } from "./live-screen.ts";
import type { Renderer } from "../renderer.ts";
import { follow, untold, type Story } from "../run/story.ts";

export interface LiveChoice {
  readonly world: Audience;
  readonly verbose: boolean;
  readonly noColor: boolean;
}

const tickMs = 100;

/** For a person: states change in place, at most ten times a second, however many events come. */
export function liveRenderer(choice: LiveChoice): Renderer {
  const { clock, terminal, background } = choice.world;
  const screen = liveScreen(choice.world, choice.noColor);
  const ended = new AbortController();
  let story: Story = untold;

  const handle = (event: Event): void => {
    const before = story;
    story = follow(before, event, clock.elapsedMs());
    if (choice.verbose || event.type === "notice") screen.remark(event, before);
    if (event.type === "result") end();
  };
  const end = (): void => {
    ended.abort();
    // The summary has a line for every service; where it goes elsewhere, the view keeps them on the screen.
    if (terminal.outIsTerminal) screen.leaveSteps(story);
    else screen.leave(story);
    conclude(story, choice);
  };
  const finish = (): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    screen.leave(story);
  };
  const tick = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      screen.show(story);
      await clock.sleep(tickMs, ended.signal);
    }
  };
  background.begin(tick());
  return { handle, aside: (action) => screen.aside(action), finish };
}
