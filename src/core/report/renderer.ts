import type { Event } from "../events/event.ts";
import type { World } from "../../world/world.ts";

/** Shows what happens. Never throws, never waits. */
export interface Renderer {
  handle(event: Event): void;
  /**
   * Steps aside while `action` writes to the terminal itself (a question, say); events that come meanwhile are shown
   * after it.
   */
  aside<Answer>(action: () => Promise<Answer>): Promise<Answer>;
  /** The end, whatever happened: leaves the terminal as it was found. Safe to call twice. */
  finish(): void;
}

/** All of the world that showing needs: where to write, and what time it is. */
export interface Audience extends Pick<World, "terminal" | "clock" | "background"> {
  readonly machine: Pick<World["machine"], "environment">;
}
