import type { Thresholds } from "../../core/environment/manifest.ts";
import type { LoadFigures, TestFailure, TestReport } from "../../core/events/event.ts";
import type { Outcome } from "../../core/events/outcome.ts";

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

/** Each threshold that a load test went past, over all of its requests. */
export function exceededThresholds(
  load: LoadFigures,
  thresholds: Thresholds | undefined,
): readonly TestFailure[] {
  if (thresholds === undefined) return [];
  const share = load.errors / load.requests;
  const errors =
    thresholds.errors !== undefined && share > thresholds.errors
      ? [
          {
            name: "errors",
            reason: `${percent(share)} of the requests; ${percent(thresholds.errors)} at most`,
          },
        ]
      : [];
  const times = (
    [
      ["p50", load.p50Ms],
      ["p95", load.p95Ms],
      ["p99", load.p99Ms],
    ] as const
  ).flatMap(([name, tookMs]) => {
    const most = thresholds[name];
    return most === undefined || tookMs <= most
      ? []
      : [{ name, reason: `${String(tookMs)} ms; ${String(most)} ms at most` }];
  });
  return [...errors, ...times];
}

function percent(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)} %`;
}
