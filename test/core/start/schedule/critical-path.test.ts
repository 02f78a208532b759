import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { up } from "../../../../src/cli/up.ts";
import { criticalPath } from "../../../../src/core/start/conclude.ts";
import { anyStack, goodBehaviour } from "../../../stage/any-stack.ts";
import { perform, stagedStack } from "../../../stage/staged-stack.ts";
import { eventsOf, resultOf } from "../../../stage/told.ts";

describe("the critical path", () => {
  test("goes back over who was waited for last", () => {
    const path = criticalPath([
      { name: "db", begunMs: 0, startedMs: 10, provenMs: 500, waitedFor: [] },
      { name: "cache", begunMs: 0, startedMs: 10, provenMs: 200, waitedFor: [] },
      {
        name: "web",
        begunMs: 500,
        startedMs: 510,
        provenMs: 900,
        waitedFor: [
          { name: "db", until: "proven" },
          { name: "cache", until: "proven" },
        ],
      },
    ]);
    expect(path).toEqual({ services: ["db", "web"], ownMs: 900 });
  });

  test("counts only up to the start of what was to be started, no more", () => {
    const path = criticalPath([
      { name: "log", begunMs: 0, startedMs: 100, provenMs: 9_000, waitedFor: [] },
      {
        name: "web",
        begunMs: 100,
        startedMs: 110,
        provenMs: 9_500,
        waitedFor: [{ name: "log", until: "started" }],
      },
    ]);
    expect(path).toEqual({ services: ["log", "web"], ownMs: 9_500 });
  });

  test("is empty where nothing was proven", () => {
    expect(criticalPath([])).toEqual({ services: [], ownMs: 0 });
  });

  test("goes through a one-shot that others waited for", async () => {
    const stack = stagedStack({
      db: { behaves: { kind: "serves", afterMs: 0 } },
      migrate: {
        behaves: { kind: "ends", afterMs: 10_000, exitCode: 0 },
        after: { db: { condition: "service_healthy" } },
      },
      web: {
        behaves: { kind: "serves", afterMs: 300 },
        after: { migrate: { condition: "service_completed_successfully" } },
      },
    });
    const result = resultOf(await perform(stack, up, { options: { json: true } }));
    expect(result.criticalPath).toEqual(["db", "migrate", "web"]);
    expect(result.criticalMs).toBe(10_300);
  });

  test("counts what nobody had to wait for only until it was started", async () => {
    const stack = stagedStack({
      extra: { behaves: { kind: "serves", afterMs: 8_000 } },
      web: {
        behaves: { kind: "serves", afterMs: 9_000 },
        after: { extra: { condition: "service_healthy", required: false } },
      },
    });
    const result = resultOf(await perform(stack, up, { options: { json: true } }));
    expect(result.criticalMs).toBeLessThanOrEqual(result.totalMs);
  });

  test("explains the total, whatever depends on what", async () => {
    await fc.assert(
      fc.asyncProperty(anyStack({ behaviour: goodBehaviour, lenient: true }), async (parts) => {
        const performed = await perform(stagedStack(parts), up, { options: { json: true } });
        const result = resultOf(performed);
        const last = eventsOf(performed)
          .filter(({ type, state }) => type === "service-proven" || state === "completed")
          .findLast(() => true);
        // what is told is told in whole milliseconds
        expect(Math.abs(result.criticalMs - (last?.atMs ?? 0))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });
});
