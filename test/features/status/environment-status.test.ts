import { describe, expect, test } from "vitest";
import { environmentState, worstState } from "../../../src/features/status/environment-status.ts";
import type { ServiceStatusRow } from "../../../src/features/status/environment-status.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";

type State = ServiceStatusRow["state"];

const needed = (...states: readonly State[]) => states.map((state) => ({ state, optional: false }));
const optional = (...states: readonly State[]) => states.map((state) => ({ state, optional: true }));

describe("an environment", () => {
  test("is ready when all that it has is ready, completed, or runs without a proof", () => {
    expect(environmentState(needed("ready", "completed", "unproven"))).toBe("ready");
  });

  test("has failed when something required has, or is stopped beside what runs", () => {
    expect(environmentState(needed("ready", "failed"))).toBe("failed");
    expect(environmentState(needed("ready", "stopped", "starting"))).toBe("failed");
  });

  test("is starting while something may still come, also where that is optional", () => {
    expect(environmentState([...needed("ready", "starting"), ...optional("degraded")])).toBe("starting");
    expect(environmentState([...needed("ready"), ...optional("starting")])).toBe("starting");
  });

  test("is degraded when only what is optional is not ready, and will not be", () => {
    expect(environmentState([...needed("ready"), ...optional("degraded")])).toBe("degraded");
    expect(environmentState([...needed("ready"), ...optional("stopped")])).toBe("degraded");
  });

  test("is down when nothing of it runs", () => {
    expect(environmentState([])).toBe("down");
    expect(environmentState([...needed("stopped"), ...optional("stopped")])).toBe("down");
  });
});

test("several environments are as good as the worst of them", () => {
  expect(worstState(["ready", "degraded", "starting"])).toBe("starting");
  expect(worstState(["ready", "failed"])).toBe("failed");
  expect(worstState([])).toBe("ready");
});

test("each state has its exit code", () => {
  const states = ["failed", "down", "starting", "degraded"] as const;
  expect(states.map((state) => exitCodeOf({ kind: "not-ready", state }))).toEqual([4, 4, 5, 6]);
});
