import type { LoadFigures, Result, ServiceResult } from "../../events/event.ts";
import type { Story } from "../run/story.ts";
import { summaryNotes } from "./summary-notes.ts";
import type { Style } from "../text/style.ts";
import { markSpan } from "../text/mark.ts";
import { labelled } from "../text/labelled.ts";
import { line, span } from "../text/span.ts";
import { spaced } from "../text/spaced.ts";
import type { Line } from "../text/span.ts";
import { table } from "../text/table.ts";
import { wrapIndented } from "../text/wrap.ts";
import { commands } from "../words/commands.ts";
import { duration } from "../words/duration.ts";
import { ending, timing } from "../words/ending.ts";
import { listing } from "../words/lists.ts";
import { stateMark } from "../words/state.ts";
import { stageHint } from "../words/stage.ts";
import { targetName, testCounts } from "../words/test-run.ts";

/** The result of a run: each service, where the secrets are, how long it took, what to type next. */
export function summary(story: Story, style: Style): readonly Line[] {
  const { result } = story;
  if (result === undefined || result.services.length === 0) return [];
  const blocks = [
    headline(story, style),
    summaryTable(story, style),
    summaryNotes(story, style),
    summaryTests(result, style),
    [...secrets(result, style), ...labelled("time", timing(result, story, style.symbols.arrow), style)],
    nextCommands(result, style),
  ];
  return spaced(blocks);
}

/** One line that says what came of it; a failed run has said it among its problems. */
export function headline(story: Story, style: Style): readonly Line[] {
  const { result } = story;
  if (result === undefined || !result.ok) return [];
  return wrapIndented(
    ending(result, story),
    style.width,
    [markSpan("done", style.symbols), span(" ")],
    "bold",
  );
}

function secrets({ secretsAt }: Result, style: Style): readonly Line[] {
  return secretsAt.length === 0 ? [] : labelled("secrets", listing(secretsAt), style);
}

function nextCommands(result: Result, style: Style): readonly Line[] {
  const rows = [
    ["look", commands.status(result)],
    ["follow logs", commands.followLogs(result)],
    ["stop", commands.down(result)],
  ] as const;
  return rows.flatMap(([label, command]) => labelled(label, `\`${command}\``, style));
}

function summaryTable(story: Story, style: Style): readonly Line[] {
  const columns = [
    { header: "  service", align: "left" },
    { header: "state", align: "left" },
    { header: "url", align: "left" },
    { header: "time", align: "right" },
    { header: "", align: "left" },
  ] as const;
  const rows = (story.result?.services ?? []).map((service) => row(service, story, style));
  return table(columns, rows, style);
}

function row(service: ServiceResult, story: Story, style: Style): readonly Line[] {
  const { symbol, tone } = stateMark(service.state, style.symbols);
  return [
    [span(`${symbol} `, tone), span(service.name)],
    line(service.state, tone),
    line(isReachable(service) ? (service.url ?? "") : ""),
    line(time(service, story)),
    line(note(service, story), "dim"),
  ];
}

/** How long its start took: one that ran already did not start. */
function time({ name, readyMs }: ServiceResult, story: Story): string {
  return readyMs === null || isKept(name, story) ? "" : duration(readyMs);
}

function isKept(name: string, { services }: Story): boolean {
  return services.get(name)?.isKept ?? false;
}

function isReachable({ state }: ServiceResult): boolean {
  return state === "ready" || state === "unproven";
}

/** What is wrong is told in full among the problems; here only what the state's word does not say. */
function note({ name, state }: ServiceResult, story: Story): string {
  const told = story.services.get(name);
  if (told === undefined || state === "failed" || state === "degraded" || state === "unproven") return "";
  const hint = stageHint(told, 0, story);
  return told.isKept ? ["was running", hint].filter((part) => part !== "").join("; ") : hint;
}

/** What was tested, and what came of it. */
function summaryTests({ against, tests }: Result, style: Style): readonly Line[] {
  if (against === undefined) return [];
  const how = against.temporary ? " (started for this run, and taken down after it)" : "";
  const tested = labelled("tested", `${targetName(against)}${how}`, style);
  if (tests === undefined) return tested;
  const skipped = tests.skipped > 0 && against.rehearsal;
  const why = skipped ? "; only the real programs can pass those, stand-ins cannot" : "";
  return [
    ...tested,
    ...labelled("tests", `${testCounts(tests)}${why}`, style),
    ...labelled("results", tests.results, style),
    ...labelled("report", tests.report ?? "", style),
    ...(tests.load === undefined ? [] : routes(tests.load, style)),
  ];
}

function routes(load: LoadFigures, style: Style): readonly Line[] {
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
  return [[], ...table(columns, rows, style)];
}
