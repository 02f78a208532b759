import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { recordedRuns } from "../../../src/core/journal/run-journal.ts";
import type { World } from "../../../src/world/world.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performed, StagedStack } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";
import { watchedWorld } from "../../stage/watched-world.ts";

const journal = { stateDirectory: "/home/ann/project/.stack", project: "shop-demo" };

const parts: Parts = {
  db: { behaves: { kind: "serves", afterMs: 9_000 } },
  job: { behaves: { kind: "ends", afterMs: 100, exitCode: 0 } },
  flaky: { behaves: { kind: "restarts", crashes: 1, livesMs: 500, afterMs: 100 } },
};

const options = { json: true, timeout: "10m" };

/** A run in which the so-manieth call of this name throws, as nothing but a bug does. */
async function breaking(stack: StagedStack, part: string, call: string, nth: number): Promise<Performed> {
  let calls = 0;
  return perform(stack, up, {
    options,
    within: (world) =>
      watchedWorld(world, (toPart, name) => {
        calls += toPart === part && name === call ? 1 : 0;
        if (toPart === part && name === call && calls === nth) throw new Error(`${call} broke`);
      }),
  });
}

/** A run in which the so-manieth work that nobody awaits fails at once. */
async function failing(stack: StagedStack, nth: number, more: object = { options }): Promise<Performed> {
  let begun = 0;
  const within = (world: World): World => {
    const { background } = world;
    const begin = (work: Promise<unknown>): void => {
      begun += 1;
      background.begin(work);
      if (begun === nth) background.begin(Promise.reject(new Error("it broke")));
    };
    return { ...world, background: { bug: background.bug, begin } };
  };
  return perform(stack, up, { ...more, within });
}

describe("a bug in work that nobody awaits", () => {
  test.each([
    ["follows the engine's events", "events", 1],
    ["looks at a container that is being watched", "inspect", 4],
    ["starts a service", "start", 1],
    ["asks a health check", "exec", 1],
    ["asks it again later", "exec", 9],
    ["samples memory", "usage", 1],
    ["follows a log", "followLogs", 1],
    ["measures what Docker keeps", "diskUsage", 1],
  ])("ends the run by the sentence for bugs where it %s", async (_what, call, nth) => {
    const stack = stagedStack(parts);
    const performed = await breaking(stack, "engine", call, nth);
    await expectBug(stack, performed, `this is a bug in stack: ${call} broke`);
  });

  test("ends the run so where Compose is asked to create", async () => {
    const stack = stagedStack(parts);
    const performed = await breaking(stack, "compose", "create", 1);
    await expectBug(stack, performed, "this is a bug in stack: create broke");
  });

  test("ends the run so wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 24 }), async (nth) => {
        const stack = stagedStack(parts);
        const performed = await failing(stack, nth);
        await expectBug(stack, performed, "this is a bug in stack: it broke");
      }),
      { numRuns: 24 },
    );
  });

  test("leaves the terminal as it was", async () => {
    const terminal = { errIsTerminal: true, outIsTerminal: true };
    const { terminal: seen, outcome } = await failing(stagedStack(parts), 6, { terminal });
    expect(outcome).toMatchObject({ kind: "unexpected" });
    expect(seen.errText).toContain("this is a bug in stack: it broke");
    const hidden = seen.errText.lastIndexOf("\u001B[?25l");
    expect(seen.errText.lastIndexOf("\u001B[?25h")).toBeGreaterThanOrEqual(hidden);
  });

  test("shows where it was to who asks for it", async () => {
    const { terminal } = await failing(stagedStack(parts), 6, { options: { verbose: true } });
    expect(terminal.errText).toMatch(/it broke\n? +at /u);
    expect(terminal.errText).toContain("stack doctor --report");
  });
});

async function expectBug({ world }: StagedStack, performed: Performed, message: string): Promise<void> {
  expect(performed.outcome).toEqual({ kind: "unexpected", said: true });
  const fix = "run it again with --verbose to see where";
  expect(resultOf(performed)).toMatchObject({ exitCode: 1, ok: false, message, fix });
  const runs = await recordedRuns(world, journal);
  if (world.engine.calls.length > 0) expect(runs).toHaveLength(1);
  for (const { events } of runs) expect(events.at(-1)).toMatchObject({ type: "result", exitCode: 1 });
}
