import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/core/events/outcome.ts";
import type { Outcome } from "../../src/core/events/outcome.ts";
import { read } from "./pages.ts";

const said = { message: "what", fix: "how" };
const endings: {
  readonly [Kind in Exclude<Outcome["kind"], "child-exited">]: readonly Outcome[];
} = {
  done: [{ kind: "done" }],
  "unproven-refused": [{ kind: "unproven-refused", services: [] }],
  usage: [{ kind: "usage", ...said }],
  "defects-found": [{ kind: "defects-found", count: 1 }],
  blocked: [{ kind: "blocked", failed: 1 }],
  "engine-unreachable": [{ kind: "engine-unreachable", ...said }],
  "start-failed": [{ kind: "start-failed", services: [] }],
  "timed-out": [{ kind: "timed-out", services: [] }],
  degraded: [{ kind: "degraded", services: [] }],
  "not-ready": (["degraded", "starting", "failed", "down"] as const).map((state) => ({
    kind: "not-ready",
    state,
  })),
  "tests-failed": [{ kind: "tests-failed", failed: 1 }],
  locked: [{ kind: "locked", ...said }],
  interrupted: (["SIGINT", "SIGTERM"] as const).map((signal) => ({ kind: "interrupted", signal })),
  unexpected: [{ kind: "unexpected", ...said }],
};

test("the table of exit codes has exactly those that a run can end with", () => {
  const ends = Object.values(endings).flat().map(exitCodeOf);
  const written = [...read("docs/exit-codes-and-json.md").matchAll(/^\| (\d+(?:, \d+)*) +\|/gmu)];
  const codes = written.flatMap(([, cell = ""]) => cell.split(", ").map(Number));
  expect(codes).toEqual([...new Set(ends)].sort((a, b) => a - b));
});
