import type { Outcome } from "../../core/events/outcome.ts";
import type { TestReport } from "../../core/events/test-report.ts";

/**
 * What a test run's end means. `started`: what the containers alone came to. A runner ends with 0 or 1 and leaves
 * results; without them it could not do its work, whatever its exit code says.
 */
export function judgeTests(
  started: Outcome,
  report: TestReport | undefined,
  runners: readonly string[],
): Outcome {
  if (started.kind !== "done" && started.kind !== "tests-failed") return started;
  if (report === undefined) return { kind: "start-failed", services: runners };
  if (report.failed > 0) return { kind: "tests-failed", failed: report.failed };
  return started.kind === "tests-failed" ? { kind: "start-failed", services: runners } : started;
}
