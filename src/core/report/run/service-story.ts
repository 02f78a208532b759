import type { Event, PlannedRow } from "../../events/event.ts";
import type { FailureReason, ServiceState } from "../../proof/state.ts";

/** What has been told of one service. */
export interface ServiceStory {
  readonly name: string;
  readonly optional: boolean;
  readonly replicas: number;
  /** It ran already, unchanged, when this run began. */
  readonly isKept: boolean;
  readonly restarts: number;
  readonly startedMs: number | undefined;
  readonly stage: Stage;
}

export type Stage =
  | { readonly kind: "planned" }
  | { readonly kind: "created" }
  | { readonly kind: "waiting"; readonly for: readonly string[] }
  | { readonly kind: "starting"; readonly awaiting: string | undefined; readonly phase: Phase | undefined }
  | { readonly kind: "proven"; readonly readyMs: number; readonly proof: string }
  | {
      readonly kind: "settled";
      readonly state: ServiceState;
      readonly readyMs: number | undefined;
      readonly reason: FailureReason | undefined;
      readonly detail: string;
      readonly because: string | undefined;
    };

interface Phase {
  readonly name: string;
  /** When it should be over, on the launcher's clock, judged by earlier starts on this host. */
  readonly endMs: number | undefined;
}

export type OneServiceEvent = Exclude<
  Extract<Event, { readonly service: string }>,
  { readonly type: "log-tail" }
>;

type ProvenEvent = Extract<Event, { readonly type: "service-proven" }>;

type Services = ReadonlyMap<string, ServiceStory>;

export function isOfOneService(event: Event): event is OneServiceEvent {
  return "service" in event && event.type !== "log-tail";
}

export function plannedServices(rows: readonly PlannedRow[]): Services {
  return new Map(rows.map((row) => [row.name, planned(row)]));
}

export function followService(services: Services, event: OneServiceEvent, nowMs: number): Services {
  return new Map([...services, [event.service, serviceAfter(services.get(event.service), event, nowMs)]]);
}

/** `before` is undefined for a service that no plan has named. */
export function serviceAfter(
  before: ServiceStory | undefined,
  event: OneServiceEvent,
  nowMs: number,
): ServiceStory {
  const known = before ?? unplanned(event.service);
  return { ...known, ...changes(known, event, nowMs) };
}

function planned(row: PlannedRow): ServiceStory {
  return { ...unplanned(row.name), optional: row.optional, replicas: row.replicas };
}

function unplanned(name: string): ServiceStory {
  return {
    name,
    optional: false,
    replicas: 1,
    isKept: false,
    restarts: 0,
    startedMs: undefined,
    stage: { kind: "planned" },
  };
}

function changes(before: ServiceStory, event: OneServiceEvent, nowMs: number): Partial<ServiceStory> {
  switch (event.type) {
    case "service-created":
    case "service-recreated":
      return { stage: { kind: "created" } };
    case "service-waiting":
      return { stage: { kind: "waiting", for: event.for } };
    case "service-started":
      return started(before, nowMs);
    case "service-kept":
      return { ...started(before, nowMs), isKept: true };
    case "service-awaiting":
      return { ...started(before, nowMs), stage: { ...starting(before), awaiting: event.what } };
    case "service-phase": {
      const endMs = event.etaMs === undefined ? undefined : nowMs + event.etaMs;
      return {
        ...started(before, nowMs),
        stage: { ...starting(before), phase: { name: event.phase, endMs } },
      };
    }
    case "service-restarted":
      return { restarts: event.restarts };
    case "service-proven":
      return proven(before, event);
    case "service-settled": {
      const { state, readyMs, reason, detail, because, restarts } = event;
      return { restarts, stage: { kind: "settled", state, readyMs, reason, detail, because } };
    }
  }
}

function started(before: ServiceStory, nowMs: number): Partial<ServiceStory> {
  return { startedMs: before.startedMs ?? nowMs, stage: starting(before) };
}

/** On a busy machine the proof may be told after the verdict that follows from it: that is no step back. */
function proven(before: ServiceStory, { readyMs, proof }: ProvenEvent): Partial<ServiceStory> {
  const isOver = before.stage.kind === "settled" && before.stage.state === "ready";
  return isOver ? {} : { stage: { kind: "proven", readyMs, proof } };
}

/** Replicas start one by one, and a phase may be told before the wait begins: neither takes back what is known. */
function starting(before: ServiceStory): Extract<Stage, { readonly kind: "starting" }> {
  return before.stage.kind === "starting"
    ? before.stage
    : { kind: "starting", awaiting: undefined, phase: undefined };
}
