import type { ServiceTimeline, Timeline } from "../../core/journal/timeline-from.ts";
import type { Look } from "../../core/report/text/look.ts";
import { duration, moment } from "../../core/report/words/duration.ts";
import { pathTiming } from "../../core/report/words/ending.ts";
import { listing } from "../../core/report/words/lists.ts";
import { blank, line, span, type Line, type Span } from "../../core/report/text/span.ts";
import { inOrderOfStart, stretchesOf, type Stretch } from "./timeline-stretches.ts";
import { clip, clipLine, padEnd, padStart, textWidth } from "../../core/report/text/width.ts";
import { wrap } from "../../core/report/text/wrap.ts";

/** A Gantt chart in text: a bar a service, from its creation to the moment it was proven. */
export function timelineText(timeline: Timeline, look: Look): readonly Line[] {
  const columns = Math.min(look.width, 120);
  const names = timeline.services.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
  const nameWidth = Math.min(names, Math.floor(columns / 4));
  const chart = { timeline, look, nameWidth, cells: Math.max(10, columns - nameWidth - timeWidth - 4) };
  const rows = inOrderOfStart(timeline.services).map((service) => row(service, chart));
  return [...title(timeline, look), blank, ruler(chart), ...rows, blank, ...legend(timeline, look)].map(
    (one) => clipLine(one, look.width, look.symbols.ellipsis),
  );
}

const timeWidth = 11;

interface Chart {
  readonly timeline: Timeline;
  readonly look: Look;
  readonly nameWidth: number;
  /** Width of the bars, in columns. */
  readonly cells: number;
}

function title({ environment, rehearsal, startedAt, ...timing }: Timeline, look: Look): readonly Line[] {
  const about = pathTiming(timing, look.symbols.arrow);
  return [
    [
      span(`${environment}${rehearsal ? " (rehearsal)" : ""}`, "bold"),
      span(`  started ${moment(startedAt)}`, "dim"),
    ],
    ...wrap(about, look.width),
  ];
}

/** Times over the bars: the start, the middle and the end. */
function ruler({ timeline: { totalMs }, nameWidth, cells }: Chart): Line {
  const half = Math.floor(cells / 2);
  const [middle, end] = [duration(totalMs / 2), duration(totalMs)];
  const scale = `${padEnd("0", half)}${padEnd(middle, Math.max(0, cells - half - textWidth(end)))}${end}`;
  return line(`${" ".repeat(nameWidth + 2)}${scale}`, "dim");
}

function row(service: ServiceTimeline, { timeline, look, nameWidth, cells }: Chart): Line {
  const isCritical = timeline.criticalPath.includes(service.name);
  const name = padEnd(clip(service.name, nameWidth, look.symbols.ellipsis), nameWidth);
  return [
    span(isCritical ? look.symbols.next : " ", "accent"),
    span(`${name} `, isCritical ? "bold" : "plain"),
    ...bar(stretchesOf(service, timeline.totalMs), { timeline, look, nameWidth, cells }),
    span(padStart(ownTime(service), timeWidth)),
  ];
}

function ownTime({ startedMs, readyMs, state }: ServiceTimeline): string {
  if (startedMs !== null && readyMs !== null) return duration(readyMs - startedMs);
  return state ?? "";
}

/** Each stretch gets the columns between its rounded ends, so that rows share one scale; none is invisible. */
function bar(stretches: readonly Stretch[], { timeline, look, cells }: Chart): readonly Span[] {
  const column = (ms: number): number =>
    Math.min(cells, Math.round((ms / Math.max(1, timeline.totalMs)) * cells));
  const spans: Span[] = [];
  let at = 0;
  for (const { kind, fromMs, toMs } of stretches) {
    const from = Math.min(Math.max(at, column(fromMs)), cells - (kind === "waiting" ? 0 : 1));
    const to = Math.min(cells, Math.max(column(toMs), from + (kind === "waiting" ? 0 : 1)));
    spans.push(span(" ".repeat(Math.max(0, from - at))), stretchSpan(kind, Math.max(0, to - from), look));
    at = Math.max(at, to);
  }
  return [...spans, span(" ".repeat(Math.max(0, cells - at)))];
}

function stretchSpan(kind: Stretch["kind"], width: number, { symbols }: Look): Span {
  switch (kind) {
    case "waiting":
      return span(symbols.shade.repeat(width), "dim");
    case "starting":
      return span(symbols.bar.repeat(width), "good");
    case "failing":
      return span(symbols.bar.repeat(width), "bad");
  }
}

function legend({ services }: Timeline, { symbols }: Look): readonly Line[] {
  const failed = services.filter(({ state }) => state === "failed").map(({ name }) => name);
  const what = `${symbols.shade} waiting   ${symbols.bar} starting   ${symbols.next} critical path`;
  return [line(what, "dim"), ...(failed.length === 0 ? [] : [line(`failed: ${listing(failed)}`, "bad")])];
}
