import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening } from "../../../src/core/events/event.ts";
import { timelineFrom } from "../../../src/core/journal/timeline-from.ts";
import { anyEvents } from "../report/any-events.ts";
import { at, plan, result } from "../report/events.ts";

const run: Happening = { type: "run-started", environment: "development", project: "p", rehearsal: true };
const settled = (service: string): Happening => ({
  type: "service-settled",
  service,
  state: "ready",
  readyMs: 1_000,
  restarts: 0,
  reason: undefined,
  detail: "",
});

describe("timelineFrom", () => {
  it("places what happened to each service on one scale", () => {
    const events = [
      at(run, 0),
      at(plan("postgres", "worker"), 1),
      at({ type: "service-created", service: "worker" }, 2),
      at({ type: "service-waiting", service: "worker", for: ["postgres"] }, 2),
      at({ type: "service-started", service: "worker", replica: 1 }, 5),
      at({ type: "service-awaiting", service: "worker", what: "port 80" }, 6),
      at({ type: "service-proven", service: "worker", readyMs: 3_000, proof: "port 80" }, 8),
      at(settled("worker"), 9),
      at(result({ totalMs: 9_000, criticalPath: ["postgres", "worker"], criticalMs: 8_988, lostMs: 12 }), 9),
    ];
    const { services, ...timeline } = timelineFrom(events);
    expect(timeline).toEqual({
      environment: "development",
      rehearsal: true,
      startedAt: "2026-11-21T10:00:00.000Z",
      totalMs: 9_000,
      criticalPath: ["postgres", "worker"],
      criticalMs: 8_988,
      lostMs: 12,
    });
    expect(services.map(({ name }) => name)).toEqual(["postgres", "worker"]);
    expect(services[1]).toEqual({
      name: "worker",
      createdMs: 2_000,
      startedMs: 5_000,
      firstProbeMs: 6_000,
      readyMs: 8_000,
      state: "ready",
      waitedFor: ["postgres"],
      phases: [],
    });
  });

  it("takes the counting of a phase for one phase", () => {
    const phase = (text: string, seconds: number) =>
      at({ type: "service-phase", service: "vllm", phase: text }, seconds);
    const events = [
      at(run),
      phase("loading weights, 1 %", 1),
      phase("loading weights, 2 %", 2),
      phase("compiling", 3),
    ];
    expect(timelineFrom(events).services[0]?.phases).toEqual([
      { name: "loading weights", fromMs: 1_000 },
      { name: "compiling", fromMs: 3_000 },
    ]);
  });

  it("keeps the first start of a service that was restarted, and of one with replicas", () => {
    const start = (seconds: number) => at({ type: "service-started", service: "a", replica: 1 }, seconds);
    expect(timelineFrom([at(run), start(1), start(4)]).services[0]?.startedMs).toBe(1_000);
  });

  it("ends with the last event where the run was cut short", () => {
    expect(timelineFrom([at(run), at(plan("a"), 7)])).toMatchObject({ totalMs: 7_000, criticalPath: [] });
  });

  it("never runs backwards when the wall clock is set back", () => {
    const events = [at(run, 0), at({ type: "service-created", service: "a" }, 5), at(settled("a"), 2)];
    expect(timelineFrom(events).services[0]).toMatchObject({ createdMs: 5_000, readyMs: 5_000 });
  });

  it("keeps every moment of any run between its start and its end", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { services, totalMs } = timelineFrom(events);
        const moments = services.flatMap(({ createdMs, startedMs, firstProbeMs, readyMs, phases }) => [
          createdMs ?? 0,
          startedMs ?? 0,
          firstProbeMs ?? 0,
          readyMs ?? 0,
          ...phases.map(({ fromMs }) => fromMs),
        ]);
        expect(moments.filter((ms) => ms < 0 || ms > totalMs)).toEqual([]);
      }),
    );
  });
});
