import type { Timeline } from "../../core/journal/timeline-from.ts";
import { escapeXml } from "../../core/report/text/escape-xml.ts";
import { duration, moment } from "../../core/report/words/duration.ts";
import { pathTiming } from "../../core/report/words/ending.ts";
import { timelineRow } from "./timeline-row.ts";
import { inOrderOfStart } from "./timeline-stretches.ts";
import { timelineStyle } from "./timeline-style.ts";
import { ticks } from "./timeline-ticks.ts";

/** The Gantt chart as one page that needs nothing else: no script, no font, no picture from anywhere. */
export function timelineHtml(timeline: Timeline): string {
  const name = `${timeline.environment}${timeline.rehearsal ? " (rehearsal)" : ""}`;
  const rows = inOrderOfStart(timeline.services).map((service) => timelineRow(service, timeline));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(`Start of ${name}`)}</title>
<style>${timelineStyle}</style>
</head>
<body>
<h1>${escapeXml(name)}</h1>
<p class="soft">started ${escapeXml(moment(timeline.startedAt))}</p>
<p>${escapeXml(pathTiming(timeline, "→"))}</p>
<div class="chart">
${scale(timeline)}
${rows.join("\n")}
</div>
${legend}
</body>
</html>
`;
}

const legend = `<p class="legend"><i class="waiting"></i>created, waiting<i class="starting"></i>starting, until proven
<i class="probe"></i>first probe<i class="failing"></i>never came up</p>`;

function scale({ totalMs }: Timeline): string {
  const marks = ticks(totalMs).map(
    (ms) => `<span class="tick" style="left:${((100 * ms) / totalMs).toFixed(2)}%">${duration(ms)}</span>`,
  );
  return `<div class="row scale"><div class="name"></div><div class="track">${marks.join("")}</div><div class="time"></div></div>`;
}
