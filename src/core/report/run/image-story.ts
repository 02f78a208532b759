import type { Event } from "../../events/event.ts";

type ImageEvent = Extract<Event, { readonly image: string }>;

/** How far one image is. */
export type ImageStory =
  | {
      readonly kind: "pulling";
      readonly phase: string;
      readonly currentBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: "retrying"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  | { readonly kind: "pulled"; readonly durationMs: number }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string };

export function followImage(
  images: ReadonlyMap<string, ImageStory>,
  event: ImageEvent,
): ReadonlyMap<string, ImageStory> {
  return new Map([...images, [event.image, imageAfter(event)]]);
}

function imageAfter(event: ImageEvent): ImageStory {
  switch (event.type) {
    case "image-progress": {
      const { phase, currentBytes, totalBytes } = event;
      return { kind: "pulling", phase, currentBytes, totalBytes };
    }
    case "image-retry": {
      const { attempt, delayMs, reason } = event;
      return { kind: "retrying", attempt, delayMs, reason };
    }
    case "image-pulled":
      return { kind: "pulled", durationMs: event.durationMs };
    case "image-failed":
      return { kind: "failed", reason: event.reason, fix: event.fix };
  }
}
