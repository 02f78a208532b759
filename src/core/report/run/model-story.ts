import type { Event } from "../../events/event.ts";

export type ModelEvent = Extract<Event, { readonly model: string }>;

/** How far one model is. */
export type ModelStory =
  | {
      readonly kind: "fetching";
      readonly currentBytes: number;
      readonly totalBytes: number | undefined;
      readonly bytesPerSecond: number | undefined;
      readonly etaMs: number | undefined;
      readonly elapsedMs: number;
    }
  | { readonly kind: "fetched"; readonly totalBytes: number | undefined; readonly durationMs: number }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string };

export function followModel(
  models: ReadonlyMap<string, ModelStory>,
  event: ModelEvent,
): ReadonlyMap<string, ModelStory> {
  return new Map([...models, [event.model, modelAfter(event)]]);
}

export function modelAfter(event: ModelEvent): ModelStory {
  switch (event.type) {
    case "model-progress": {
      const { currentBytes, totalBytes, bytesPerSecond, etaMs, elapsedMs } = event;
      return { kind: "fetching", currentBytes, totalBytes, bytesPerSecond, etaMs, elapsedMs };
    }
    case "model-fetched":
      return { kind: "fetched", totalBytes: event.totalBytes, durationMs: event.durationMs };
    case "model-failed":
      return { kind: "failed", reason: event.reason, fix: event.fix };
  }
}
