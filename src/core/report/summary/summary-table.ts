import type { ServiceResult } from "../../events/event.ts";
import type { Look } from "../text/look.ts";
import { duration } from "../words/duration.ts";
import { stageHint } from "../words/stage.ts";
import { stateMark } from "../words/state.ts";
import { line, span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";
import { table } from "../text/table.ts";

export function summaryTable(story: Story, look: Look): readonly Line[] {
  const columns = [
    { header: "  service", align: "left" },
    { header: "state", align: "left" },
    { header: "url", align: "left" },
    { header: "time", align: "right" },
    { header: "", align: "left" },
  ] as const;
  const rows = (story.result?.services ?? []).map((service) => row(service, story, look));
  return table(columns, rows, look);
}

function row(service: ServiceResult, story: Story, look: Look): readonly Line[] {
  const { symbol, tone } = stateMark(service.state, look.symbols);
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
