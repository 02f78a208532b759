import { describe, expect, test } from "vitest";
import type { Happening } from "../../../src/core/events/event.ts";
import { recordedRuns, recordRun } from "../../../src/core/journal/run-journal.ts";
import { seenToComplete } from "../../../src/core/start/seen-to-complete.ts";
import type { ServiceState } from "../../../src/core/proof/state.ts";
import { at } from "../report/events.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const started: Happening = { type: "service-started", service: "job", replica: 1 };
const kept: Happening = { type: "service-kept", service: "job" };

function settled(state: ServiceState, more: { readonly doneBefore?: true } = {}): Happening {
  const told = { readyMs: undefined, restarts: 0, reason: undefined, detail: "" };
  return { type: "service-settled", service: "job", state, ...told, ...more };
}

/** Whether what the runs recorded makes a one-shot of `job`. */
async function isSeen(...runs: readonly (readonly Happening[])[]): Promise<boolean> {
  const world = fakeWorld();
  const place = { stateDirectory: "/home/ann/project/.stack", project: "p-demo" };
  for (const [second, run] of runs.entries()) {
    const began: Happening = {
      type: "run-started",
      environment: "demo",
      project: "p-demo",
      rehearsal: false,
    };
    await recordRun(
      world,
      place,
      [at(began, second), ...run.map((each) => at(each, second))],
      (text) => text,
    );
  }
  return seenToComplete(await recordedRuns(world, place)).has("job");
}

describe("a service that ended well", () => {
  test("is a one-shot once a start saw it run and complete", async () => {
    expect(await isSeen([started, settled("completed")])).toBe(true);
    expect(await isSeen([kept, settled("completed")])).toBe(true);
  });

  test("stays one in the starts that left it alone, and in those that had nothing to do with it", async () => {
    const again = [settled("completed", { doneBefore: true })];
    const manyOthers = Array.from({ length: 9 }, () => []);
    expect(await isSeen([started, settled("completed")], again, ...manyOthers)).toBe(true);
  });

  test("is none where nobody saw it run: a server that was stopped stands there just so", async () => {
    expect(await isSeen([settled("completed")])).toBe(false);
    expect(await isSeen([started, settled("ready")], [settled("completed")])).toBe(false);
  });

  test("is none any more once a later start saw it serve, fail or not end at all", async () => {
    const once = [started, settled("completed")];
    expect(await isSeen(once, [started, settled("ready")])).toBe(false);
    expect(await isSeen(once, [started, settled("failed")])).toBe(false);
    expect(await isSeen(once, [started])).toBe(false);
    expect(await isSeen(once, [kept, settled("unproven")])).toBe(false);
  });
});
