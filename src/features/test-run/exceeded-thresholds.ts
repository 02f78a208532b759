import type { Thresholds } from "../../core/environment/manifest.ts";
import type { LoadFigures, TestFailure } from "../../core/events/test-report.ts";

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
