import { conclude, type ConclusionChoice } from "./conclude.ts";
import type { Renderer } from "./renderer.ts";
import { follow, untold, type Story } from "./run/story.ts";

/** Nothing until the end, then the problems and one line. */
export function quietRenderer(choice: ConclusionChoice): Renderer {
  let story: Story = untold;
  return {
    handle: (event) => {
      story = follow(story, event, choice.world.clock.elapsedMs());
      if (event.type === "result") conclude(story, { ...choice, quiet: true });
    },
    aside: (action) => action(),
    finish: () => {},
  };
}
