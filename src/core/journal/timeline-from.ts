import type { Event } from "../events/event.ts";
import type { ServiceState } from "../proof/state.ts";

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

/** One service's start; null is what did not happen. */
export interface ServiceTimeline {
  readonly name: string;
  readonly createdMs: number | null;
  readonly startedMs: number | null;
  readonly firstProbeMs: number | null;
  readonly readyMs: number | null;
  readonly state: ServiceState | null;
  readonly waitedFor: readonly string[];
  readonly phases: readonly { readonly name: string; readonly fromMs: number }[];
}

/** Adds to `services` what one event says of them, in the order of the plan. */
function followTimeline(services: Map<string, ServiceTimeline>, event: Event, atMs: number): void {
  if (event.type === "plan-made") {
    for (const { name } of event.services) services.set(name, services.get(name) ?? unseen(name));
  } else if ("service" in event && event.type !== "log-tail") {
    const before = services.get(event.service) ?? unseen(event.service);
    services.set(event.service, { ...before, ...changes(before, event, atMs) });
  }
}

type ServiceEvent = Exclude<Extract<Event, { readonly service: string }>, { readonly type: "log-tail" }>;

function changes(before: ServiceTimeline, event: ServiceEvent, atMs: number): Partial<ServiceTimeline> {
  switch (event.type) {
    case "service-created":
    case "service-recreated":
      return { createdMs: before.createdMs ?? atMs };
    case "service-waiting":
      return { waitedFor: [...new Set([...before.waitedFor, ...event.for])] };
    case "service-started":
    case "service-kept":
      return { startedMs: before.startedMs ?? atMs };
    case "service-awaiting":
      return { firstProbeMs: before.firstProbeMs ?? atMs };
    case "service-phase":
      return { phases: withPhase(before.phases, event.phase, atMs) };
    case "service-restarted":
      return {};
    case "service-proven":
      return { readyMs: atMs };
    case "service-settled":
      return { state: event.state, readyMs: before.readyMs ?? (event.readyMs === undefined ? null : atMs) };
  }
}

/** A phase that only counts on ("43 %" after "42 %") is still the same. */
function withPhase(
  phases: ServiceTimeline["phases"],
  name: string,
  fromMs: number,
): ServiceTimeline["phases"] {
  const bare = withoutNumber(name);
  return phases.at(-1)?.name === bare ? phases : [...phases, { name: bare, fromMs }];
}

function withoutNumber(phase: string): string {
  return phase.replace(/[\s,]*\d+(?:\.\d+)?\s*%/u, "").trim();
}

function unseen(name: string): ServiceTimeline {
  return {
    name,
    createdMs: null,
    startedMs: null,
    firstProbeMs: null,
    readyMs: null,
    state: null,
    waitedFor: [],
    phases: [],
  };
}
