import type { ServiceTimeline, Timeline } from "../../core/journal/timeline-from.ts";
import type { Style } from "../../core/report/text/style.ts";
import { duration, moment } from "../../core/report/words/duration.ts";
import { pathTiming } from "../../core/report/words/ending.ts";
import { listing } from "../../core/report/words/lists.ts";
import { blank, line, span, type Line, type Span } from "../../core/report/text/span.ts";
import { inOrderOfStart, stretchesOf, type Stretch } from "./timeline-stretches.ts";
import { clip, clipLine, padEnd, padStart, textWidth } from "../../core/report/text/width.ts";
import { wrap } from "../../core/report/text/wrap.ts";

/** A Gantt chart in text: a bar a service, from its creation to the moment it was proven. */
export function timelineText(timeline: Timeline, style: Style): readonly Line[] {
  const columns = Math.min(style.width, 120);
  const names = timeline.services.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
  const nameWidth = Math.min(names, Math.floor(columns / 4));
  const chart = { timeline, style, nameWidth, cells: Math.max(10, columns - nameWidth - timeWidth - 4) };
  const rows = inOrderOfStart(timeline.services).map((service) => row(service, chart));
  return [...title(timeline, style), blank, ruler(chart), ...rows, blank, ...legend(timeline, style)].map(
    (one) => clipLine(one, style.width, style.symbols.ellipsis),
  );
}

const timeWidth = 11;

interface Chart {
  readonly timeline: Timeline;
  readonly style: Style;
  readonly nameWidth: number;
  /** Width of the bars, in columns. */
  readonly cells: number;
}

function title({ environment, rehearsal, startedAt, ...timing }: Timeline, style: Style): readonly Line[] {
  const about = pathTiming(timing, style.symbols.arrow);
  return [
    [
      span(`${environment}${rehearsal ? " (rehearsal)" : ""}`, "bold"),
      span(`  started ${moment(startedAt)}`, "dim"),
    ],
    ...wrap(about, style.width),
  ];
}

/** Times over the bars: the start, the middle and the end. */
function ruler({ timeline: { totalMs }, nameWidth, cells }: Chart): Line {
  const half = Math.floor(cells / 2);
  const [middle, end] = [duration(totalMs / 2), duration(totalMs)];
  const scale = `${padEnd("0", half)}${padEnd(middle, Math.max(0, cells - half - textWidth(end)))}${end}`;
  return line(`${" ".repeat(nameWidth + 2)}${scale}`, "dim");
}

function row(service: ServiceTimeline, { timeline, style, nameWidth, cells }: Chart): Line {
  const isCritical = timeline.criticalPath.includes(service.name);
  const name = padEnd(clip(service.name, nameWidth, style.symbols.ellipsis), nameWidth);
  return [
    span(isCritical ? style.symbols.next : " ", "accent"),
    span(`${name} `, isCritical ? "bold" : "plain"),
    ...bar(stretchesOf(service, timeline.totalMs), { timeline, style, nameWidth, cells }),
    span(padStart(ownTime(service), timeWidth)),
  ];
}

function ownTime({ startedMs, readyMs, state }: ServiceTimeline): string {
  if (startedMs !== null && readyMs !== null) return duration(readyMs - startedMs);
  return state ?? "";
}

/** Each stretch gets the columns between its rounded ends, so that rows share one scale; none is invisible. */
function bar(stretches: readonly Stretch[], { timeline, style, cells }: Chart): readonly Span[] {
  const column = (ms: number): number =>
    Math.min(cells, Math.round((ms / Math.max(1, timeline.totalMs)) * cells));
  const spans: Span[] = [];
  let at = 0;
  for (const { kind, fromMs, toMs } of stretches) {
    const from = Math.min(Math.max(at, column(fromMs)), cells - (kind === "waiting" ? 0 : 1));
    const to = Math.min(cells, Math.max(column(toMs), from + (kind === "waiting" ? 0 : 1)));
    spans.push(span(" ".repeat(Math.max(0, from - at))), stretchSpan(kind, Math.max(0, to - from), style));
    at = Math.max(at, to);
  }
  return [...spans, span(" ".repeat(Math.max(0, cells - at)))];
}

function stretchSpan(kind: Stretch["kind"], width: number, { symbols }: Style): Span {
  switch (kind) {
    case "waiting":
      return span(symbols.shade.repeat(width), "dim");
    case "starting":
      return span(symbols.bar.repeat(width), "good");
    case "failing":
      return span(symbols.bar.repeat(width), "bad");
  }
}

function legend({ services }: Timeline, { symbols }: Style): readonly Line[] {
  const failed = services.filter(({ state }) => state === "failed").map(({ name }) => name);
  const what = `${symbols.shade} waiting   ${symbols.bar} starting   ${symbols.next} critical path`;
  return [line(what, "dim"), ...(failed.length === 0 ? [] : [line(`failed: ${listing(failed)}`, "bad")])];
}
