import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { recordedRuns } from "../../../src/core/journal/run-journal.ts";
import { anyStack, goodBehaviour } from "../../stage/any-stack.ts";
import { expectedEnding } from "../../stage/expected-ending.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performed, StagedStack } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";
import { watchedWorld } from "../../stage/watched-world.ts";

const json = { options: { json: true } };
const stacks = anyStack({ behaviour: goodBehaviour, lenient: false });
const journal = { stateDirectory: "/home/ann/project/.stack", project: "shop-demo" };

/** Presses Ctrl-C at the so-manieth call to anything outside; says whether it came to that. */
async function upUntil(stack: StagedStack, nth: number): Promise<{ performed: Performed; wasCut: boolean }> {
  let calls = 0;
  let wasCut = false;
  let interrupt = (): void => undefined;
  const performed = await perform(stack, up, {
    ...json,
    meanwhile: (terminal) => {
      interrupt = () => terminal.interrupt("SIGINT");
    },
    within: (world) =>
      watchedWorld(world, () => {
        calls += 1;
        if (calls !== nth) return;
        wasCut = true;
        interrupt();
      }),
  });
  return { performed, wasCut };
}

describe("a start that is cut short by Ctrl-C", () => {
  test("says so, lets go of its locks, and leaves a journal of what it began, wherever it was", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, fc.integer({ min: 1, max: 250 }), async (parts, nth) => {
        const stack = stagedStack(parts);
        const { performed, wasCut } = await upUntil(stack, nth);
        const { exitCode } = resultOf(performed);
        expect([0, 130]).toContain(exitCode);
        if (!wasCut) expect(exitCode).toBe(0);
        expect(stack.world.locks.held.size).toBe(0);
        const runs = await recordedRuns(stack.world, journal);
        if (stack.starts.size > 0) expect(runs).toHaveLength(1);
        for (const { events } of runs) expect(events.at(-1)).toMatchObject({ type: "result", exitCode });
      }),
      { numRuns: 40 },
    );
  });

  test("is continued by the next, which starts nothing twice and ends as if nothing had been", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, fc.integer({ min: 1, max: 250 }), async (parts, nth) => {
        const stack = stagedStack(parts);
        await upUntil(stack, nth);
        const second = resultOf(await perform(stack, up, json));
        expect(second.exitCode).toBe(0);
        for (const { name, state } of second.services) expect(statesOf(parts, name)).toContain(state);
        expect([...stack.starts.values()].every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

function statesOf(parts: Parts, name: string): readonly string[] {
  return expectedEnding(parts).states.get(name) ?? [];
}
