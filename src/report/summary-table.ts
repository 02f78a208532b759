import type { ServiceResult } from "../launch/event.ts";
import type { Look } from "./look.ts";
import { duration } from "./phrases/duration.ts";
import { stageHint } from "./phrases/stage.ts";
import { stateMark } from "./phrases/state.ts";
import { line, span, type Line } from "./span.ts";
import type { Story } from "./story.ts";
import { table } from "./table.ts";

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
    line(service.readyMs === null ? "" : duration(service.readyMs)),
    line(note(service, story), "dim"),
  ];
}

function isReachable({ state }: ServiceResult): boolean {
  return state === "ready" || state === "unproven";
}

/** What is wrong is told in full among the problems; here only what the state's word does not say. */
function note({ name, state }: ServiceResult, story: Story): string {
  const told = story.services.get(name);
  if (told === undefined || state === "failed" || state === "degraded" || state === "unproven") return "";
  return stageHint(told, 0, story);
}
