import type { Result } from "../../events/event.ts";
import type { LoadFigures } from "../../events/test-report.ts";
import { labelled } from "../text/labelled.ts";
import type { Look } from "../text/look.ts";
import { duration } from "../words/duration.ts";
import { targetName, testCounts } from "../words/test-run.ts";
import { line, type Line } from "../text/span.ts";
import { table } from "../text/table.ts";

/** What was tested, and what came of it. */
export function summaryTests({ against, tests }: Result, look: Look): readonly Line[] {
  if (against === undefined) return [];
  const how = against.temporary ? " (started for this run, and taken down after it)" : "";
  const tested = labelled("tested", `${targetName(against)}${how}`, look);
  if (tests === undefined) return tested;
  const skipped = tests.skipped > 0 && against.rehearsal;
  const why = skipped ? "; only the real programs can pass those, stand-ins cannot" : "";
  return [
    ...tested,
    ...labelled("tests", `${testCounts(tests)}${why}`, look),
    ...labelled("results", tests.results, look),
    ...labelled("report", tests.report ?? "", look),
    ...(tests.load === undefined ? [] : routes(tests.load, look)),
  ];
}

function routes(load: LoadFigures, look: Look): readonly Line[] {
  const columns = [
    { header: "route", align: "left" },
    ...["requests", "errors", "p50", "p95", "p99"].map((header) => ({ header, align: "right" }) as const),
  ] as const;
  const rows = [...load.routes, { ...load, route: "all" }].map((row) => [
    line(row.route),
    line(String(row.requests)),
    line(String(row.errors), row.errors > 0 ? "bad" : undefined),
    ...[row.p50Ms, row.p95Ms, row.p99Ms].map((tookMs) => line(duration(tookMs))),
  ]);
  return [[], ...table(columns, rows, look)];
}
