import { expect, test } from "vitest";
import { exceededThresholds, judgeTests } from "../../../src/features/test-run/judge-tests.ts";
import type { Outcome } from "../../../src/core/events/outcome.ts";
import type { TestReport } from "../../../src/core/events/event.ts";

const report: TestReport = {
  passed: 3,
  failed: 0,
  skipped: 1,
  failures: [],
  results: "results",
  report: null,
};
const failing: TestReport = { ...report, failed: 2, failures: [{ name: "a", reason: "b" }] };
const done: Outcome = { kind: "done" };
const foundSome: Outcome = { kind: "tests-failed", failed: 1 };

test.each<[string, Outcome, TestReport | undefined, Outcome]>([
  ["all passed", done, report, done],
  ["some failed", foundSome, failing, { kind: "tests-failed", failed: 2 }],
  ["a threshold was passed though the runner exited 0", done, failing, { kind: "tests-failed", failed: 2 }],
  ["no results, whatever the exit code", done, undefined, { kind: "start-failed", services: ["runner"] }],
  ["no results and exit 1", foundSome, undefined, { kind: "start-failed", services: ["runner"] }],
  ["exit 1 though nothing failed", foundSome, report, { kind: "start-failed", services: ["runner"] }],
  [
    "a start that failed otherwise",
    { kind: "timed-out", services: ["runner"] },
    failing,
    { kind: "timed-out", services: ["runner"] },
  ],
])("%s", (_name, started, found, outcome) => {
  expect(judgeTests(started, found, ["runner"])).toEqual(outcome);
});

const load = { requests: 200, errors: 2, p50Ms: 100, p95Ms: 800, p99Ms: 2_000, routes: [] };

test("a threshold that is just reached is kept; one past it is told with both figures", () => {
  expect(exceededThresholds(load, undefined)).toEqual([]);
  expect(exceededThresholds(load, { errors: 0.01, p95: 800 })).toEqual([]);
  expect(exceededThresholds(load, { errors: 0.005, p95: 799, p99: 5_000 })).toEqual([
    { name: "errors", reason: "1 % of the requests; 0.5 % at most" },
    { name: "p95", reason: "800 ms; 799 ms at most" },
  ]);
});
