import type { Event, Tell } from "../core/events/event.ts";
import type { JournalPlace } from "../core/journal/run-journal.ts";
import { tellerFor } from "../core/events/launch-context.ts";
import { chooseRenderer } from "../core/report/choose-renderer.ts";
import type { Renderer } from "../core/report/renderer.ts";
import { maskDocument } from "../core/secrets/mask/mask-document.ts";
import type { World } from "../world/world.ts";
import type { CommandContext } from "./command.ts";

/** A command that tells events while it works: its renderer, and all that it has told. */
export interface Run {
  readonly tell: Tell;
  readonly renderer: Renderer;
  readonly events: readonly Event[];
  readonly beganMs: number;
  /** Where it is to be recorded if it breaks off, from when something is begun. */
  readonly recordIn: (place: JournalPlace) => void;
  readonly journal: () => JournalPlace | undefined;
}

/** Begins a run whose events are told and kept for `timeline`, `status` and bug reports. */
export function beginRun({ flags, redact }: CommandContext, world: World): Run {
  const { json, quiet, verbose } = flags;
  const renderer = chooseRenderer({ world, json, quiet, verbose, noColor: !flags.color });
  const events: Event[] = [];
  let isOver = false;
  const tell = tellerFor(world.clock, (told) => {
    const event = maskDocument(told, redact);
    // an engine that answers late, to a run that was interrupted: the result is the last word
    if (isOver) return;
    isOver = event.type === "result";
    if (event.type !== "image-progress" && event.type !== "model-progress") events.push(event);
    renderer.handle(event);
  });
  let journal: JournalPlace | undefined;
  return {
    tell,
    renderer,
    events,
    beganMs: world.clock.elapsedMs(),
    recordIn: (place) => {
      journal = place;
    },
    journal: () => journal,
  };
}
