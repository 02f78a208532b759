import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { anyStack, goodBehaviour } from "../../stage/any-stack.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { expectedEnding } from "../../stage/expected-ending.ts";
import { withOutage } from "../../stage/outage.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";

const json = { json: true };
/** Whatever had become of it, five seconds later it would count as a service that stays. */
const endsAtOnce: Parts = { job: { behaves: { kind: "ends", afterMs: 1, exitCode: 0 } } };
const stacks = anyStack({ behaviour: goodBehaviour, lenient: false });

describe("an engine that goes away during a start", () => {
  test("and comes back within half a minute changes nothing of what comes of it", async () => {
    const times = fc.record({
      fromMs: fc.integer({ min: 1, max: 15_000 }),
      lengthMs: fc.integer({ min: 1, max: 25_000 }),
    });
    await fc.assert(
      fc.asyncProperty(stacks, times, async (parts, { fromMs, lengthMs }) => {
        const stack = stagedStack(parts);
        const within = (world: Parameters<typeof withOutage>[1]) =>
          withOutage(stack.world, world, { fromMs, untilMs: fromMs + lengthMs });
        const result = resultOf(await perform(stack, up, { options: json, within }));
        const { states } = expectedEnding(parts);
        expect(result.exitCode).toBe(0);
        for (const { name, state } of result.services) expect(states.get(name)).toContain(state);
      }),
      { numRuns: 25, examples: [[endsAtOnce, { fromMs: 1, lengthMs: 4_801 }]] },
    );
  });

  test("and stays away fails all that was not ready, and says why", async () => {
    const stack = stagedStack({
      quick: { behaves: { kind: "serves", afterMs: 100 } },
      slow: { behaves: { kind: "serves", afterMs: 50_000 } },
      last: {
        behaves: { kind: "serves", afterMs: 100 },
        after: { slow: { condition: "service_healthy" } },
      },
    });
    const within = (world: Parameters<typeof withOutage>[1]) =>
      withOutage(stack.world, world, { fromMs: 5_000, untilMs: Infinity });
    const result = resultOf(await perform(stack, up, { options: json, within }));
    expect(result.exitCode).toBe(4);
    expect(result.totalMs).toBeLessThan(60_000);
    const rows = result.services.map(({ name, state, reason }) => [name, state, reason]);
    expect(rows).toEqual([
      ["quick", "ready", null],
      ["slow", "failed", expect.stringContaining("engine")],
      ["last", "skipped", expect.any(String)],
    ]);
  });
});

describe("a start with a time limit", () => {
  test("ends when the time is up: what is ready by then is ready, the rest was late or not begun", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, fc.integer({ min: 1_000, max: 20_000 }), async (parts, limitMs) => {
        const whole = resultOf(await perform(stagedStack(parts), up, { options: json }));
        const options = { ...json, timeout: `${String(limitMs)}ms` };
        const limited = resultOf(await perform(stagedStack(parts), up, { options }));
        if (whole.totalMs < limitMs) expect(limited).toEqual(whole);
        else if (whole.totalMs > limitMs) {
          expect(limited.exitCode).toBe(5);
          expect(limited.totalMs).toBe(limitMs);
          const { states } = expectedEnding(parts);
          for (const { name, state } of limited.services) {
            expect([...(states.get(name) ?? []), "failed", "skipped"]).toContain(state);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
