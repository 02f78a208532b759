import type { ServiceTimeline, Timeline } from "../../core/journal/timeline-from.ts";
import { escapeXml } from "../../core/report/text/escape-xml.ts";
import { duration } from "../../core/report/words/duration.ts";
import { listing } from "../../core/report/words/lists.ts";
import { stretchesOf, type Stretch } from "./timeline-stretches.ts";
import { ticks } from "./timeline-ticks.ts";

/** One service of the page: its bar, and what is shown of it under the pointer or the keyboard's focus. */
export function timelineRow(service: ServiceTimeline, { totalMs, criticalPath }: Timeline): string {
  const percent = (ms: number): string => `${Math.min(100, (100 * ms) / Math.max(1, totalMs)).toFixed(2)}%`;
  const lines = ticks(totalMs).map((ms) => `<span class="tick" style="left:${percent(ms)}"></span>`);
  const bars = stretchesOf(service, totalMs).map((stretch) => bar(stretch, percent));
  const probe =
    service.firstProbeMs === null
      ? ""
      : `<span class="probe" style="left:${percent(service.firstProbeMs)}"></span>`;
  const track = `${lines.join("")}${bars.join("")}${probe}${details(service)}`;
  const isCritical = criticalPath.includes(service.name);
  return `<div class="row${isCritical ? " critical" : ""}"><div class="name">${escapeXml(service.name)}</div><div class="track" tabindex="0">${track}</div><div class="time">${escapeXml(ownTime(service))}</div></div>`;
}

function bar({ kind, fromMs, toMs }: Stretch, percent: (ms: number) => string): string {
  return `<span class="bar ${kind}" style="left:${percent(fromMs)};width:${percent(toMs - fromMs)}"></span>`;
}

function ownTime({ startedMs, readyMs, state }: ServiceTimeline): string {
  return startedMs !== null && readyMs !== null ? duration(readyMs - startedMs) : (state ?? "");
}

function details(service: ServiceTimeline): string {
  const rows: readonly (readonly [string, string])[] = [
    ["created", moment(service.createdMs)],
    ["waited for", listing(service.waitedFor)],
    ["started", moment(service.startedMs)],
    ["first probe", moment(service.firstProbeMs)],
    ...service.phases.map(({ name, fromMs }) => [name, moment(fromMs)] as const),
    ["proven", moment(service.readyMs)],
    ["state", service.state ?? ""],
  ];
  const told = rows.filter(([, value]) => value !== "");
  return `<dl class="detail">${told.map(([label, value]) => `<dt>${escapeXml(label)}</dt><dd>${escapeXml(value)}</dd>`).join("")}</dl>`;
}

function moment(ms: number | null): string {
  return ms === null ? "" : `at ${duration(ms)}`;
}
