import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { anyBehaviour, anyStack, goodBehaviour } from "../../stage/any-stack.ts";
import { expectedEnding, holds } from "../../stage/expected-ending.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";
import { eventsOf, resultOf } from "../../stage/told.ts";
import type { ToldEvent } from "../../stage/told.ts";

const stacks = anyStack({ behaviour: anyBehaviour, lenient: true });
const json = { options: { json: true } };

describe("a start, whatever depends on what", () => {
  test("starts nothing before its conditions hold at the engine", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, async (parts) => {
        const early: string[] = [];
        const stack: StagedStack = stagedStack(parts, {
          onStart: (service) => {
            for (const [name, dependence] of Object.entries(parts[service]?.after ?? {})) {
              if (!holds(stack, parts, name, dependence)) early.push(`${service} before ${name}`);
            }
          },
        });
        await perform(stack, up, json);
        expect(early).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("starts each service the very moment that its containers are there and its conditions are known to hold", async () => {
    const created = fc.constantFrom(0, 700);
    const good = anyStack({ behaviour: goodBehaviour, lenient: true });
    await fc.assert(
      fc.asyncProperty(fc.oneof(stacks, good), created, async (parts, createMs) => {
        const events = eventsOf(await perform(stagedStack(parts, { createMs }), up, json));
        const begun = events.filter(({ type, service }, index) => isFirst(events, type, service, index));
        for (const { service, atMs } of begun)
          expect([service, atMs]).toEqual([service, dueMs(parts, events, service)]);
      }),
      { numRuns: 30 },
    );
  });

  test("ends as a simple model of it does", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, async (parts) => {
        const performed = await perform(stagedStack(parts), up, json);
        const result = resultOf(performed);
        const expected = expectedEnding(parts);
        for (const { name, state } of result.services) expect(expected.states.get(name)).toContain(state);
        const isDegraded = result.services.some(({ state }) => state === "degraded");
        expect(result.exitCode).toBe(expected.failure ?? (isDegraded ? 6 : 0));
      }),
      { numRuns: 30 },
    );
  });
});

function isFirst(events: readonly ToldEvent[], type: string, service: string, index: number): boolean {
  if (type !== "service-started") return false;
  return events.findIndex((event) => event.type === type && event.service === service) === index;
}

/** By what was told: when the last thing happened that it waited for. */
function dueMs(parts: Parts, events: readonly ToldEvent[], service: string): number {
  const first = (isMeant: (event: ToldEvent) => boolean): number => events.find(isMeant)?.atMs ?? 0;
  const created = first((event) => event.type === "service-created" && event.service === service);
  const met = Object.entries(parts[service]?.after ?? {}).map(([name, { condition, required }]) => {
    const isLenient = required === false || parts[name]?.optional === true;
    return first((event) => {
      if (event.service !== name) return false;
      const isStarted = event.type === "service-started" || (isLenient && event.type === "service-settled");
      if (condition === "service_started") return isStarted;
      return event.type === "service-proven" || event.type === "service-settled";
    });
  });
  return Math.max(0, created, ...met);
}
