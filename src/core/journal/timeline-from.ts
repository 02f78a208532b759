import type { Event } from "../events/event.ts";
import { followTimeline, type ServiceTimeline } from "./service-timeline.ts";

/** A start as a picture needs it: every time in milliseconds since it began. */
export interface Timeline {
  readonly environment: string;
  readonly rehearsal: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly totalMs: number;
  readonly criticalPath: readonly string[];
  readonly criticalMs: number;
  readonly lostMs: number;
  readonly services: readonly ServiceTimeline[];
}

/** What the events of one run come to; a run that was cut short ends with its last event. */
export function timelineFrom(events: readonly Event[]): Timeline {
  const startedAt = events[0]?.at ?? "";
  const services = new Map<string, ServiceTimeline>();
  let lastMs = 0;
  for (const event of events) {
    // The wall clock can be set back while things start.
    lastMs = Math.max(lastMs, sinceMs(startedAt, event.at));
    followTimeline(services, event, lastMs);
  }
  const begin = events.find((event) => event.type === "run-started");
  const result = events.findLast((event) => event.type === "result");
  return {
    environment: begin?.environment ?? "",
    rehearsal: begin?.rehearsal ?? false,
    startedAt,
    totalMs: Math.max(lastMs, result?.totalMs ?? 0),
    criticalPath: result?.criticalPath ?? [],
    criticalMs: result?.criticalMs ?? 0,
    lostMs: result?.lostMs ?? 0,
    services: [...services.values()],
  };
}

function sinceMs(start: string, at: string): number {
  const ms = Date.parse(at) - Date.parse(start);
  return Number.isFinite(ms) ? ms : 0;
}
