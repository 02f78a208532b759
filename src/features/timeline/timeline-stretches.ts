import type { ServiceTimeline } from "../../core/journal/timeline-from.ts";

/** Part of a service's bar. */
export interface Stretch {
  readonly kind: "waiting" | "starting" | "failing";
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first to be started to the last, so that the picture falls from left to right; then what never was. */
export function inOrderOfStart(services: readonly ServiceTimeline[]): readonly ServiceTimeline[] {
  const start = ({ startedMs }: ServiceTimeline): number => startedMs ?? Number.MAX_SAFE_INTEGER;
  return services.toSorted((a, b) => start(a) - start(b));
}

/** A service that never came up is drawn to the end of the run: that is how long it was waited for. */
export function stretchesOf(service: ServiceTimeline, totalMs: number): readonly Stretch[] {
  const { createdMs, startedMs, readyMs, state } = service;
  const waiting: readonly Stretch[] =
    createdMs === null ? [] : [{ kind: "waiting", fromMs: createdMs, toMs: startedMs ?? totalMs }];
  if (startedMs === null) return waiting;
  const kind = state === "failed" || state === "degraded" ? "failing" : "starting";
  return [...waiting, { kind, fromMs: startedMs, toMs: Math.max(startedMs, readyMs ?? totalMs) }];
}
