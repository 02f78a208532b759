import type { Timeline } from "../../core/journal/timeline-from.ts";
import { escapeXml } from "../../core/report/text/escape-xml.ts";
import { duration, moment } from "../../core/report/words/duration.ts";
import { pathTiming } from "../../core/report/words/ending.ts";
import { timelineRow } from "./timeline-row.ts";
import { inOrderOfStart } from "./timeline-stretches.ts";
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

/** The page's own style: it must look right without anything from outside, in light and dark. */
export const timelineStyle = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1f2328; --soft: #656d76; --rule: #d8dee4; --stripe: #f6f8fa;
  --wait: #c9d1d9; --start: #2da44e; --probe: #1a7f37; --fail: #cf222e; --path: #0969da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --ink: #e6edf3; --soft: #8d96a0; --rule: #30363d; --stripe: #161b22;
    --wait: #3d444d; --start: #3fb950; --probe: #7ee787; --fail: #f85149; --path: #58a6ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 6rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0; }
p { margin: 0.25rem 0; }
.soft { color: var(--soft); }
.chart { display: grid; grid-template-columns: max-content 1fr max-content; margin-top: 1.5rem; }
.row { display: contents; }
.row > * { padding: 0.3rem 0; border-top: 1px solid var(--rule); }
.row:hover > *, .row:focus-within > * { background: var(--stripe); }
.name { padding-right: 1rem; font-weight: 500; }
.name::before { content: ""; display: inline-block; width: 1rem; color: var(--path); }
.critical .name::before { content: "\\25B8"; }
.time { padding-left: 1rem; text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.track { position: relative; min-height: 1.9rem; outline: none; }
.tick { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--rule); }
.scale { color: var(--soft); font-size: 0.8rem; }
.scale .tick { padding-left: 0.25rem; white-space: nowrap; }
.bar { position: absolute; top: 0.55rem; height: 0.8rem; min-width: 2px; border-radius: 2px; }
.waiting { background: var(--wait); }
.starting { background: var(--start); }
.failing { background: var(--fail); }
.critical .starting { box-shadow: 0 0 0 2px var(--path); }
.probe { position: absolute; top: 0.35rem; height: 1.2rem; border-left: 2px solid var(--probe); }
.detail { display: none; position: absolute; z-index: 1; top: 1.8rem; left: 0; padding: 0.6rem 0.9rem; border-radius: 6px;
  border: 1px solid var(--rule); background: var(--ground); box-shadow: 0 4px 16px #0003; font-size: 0.9rem; }
.row:hover .detail, .track:focus .detail { display: grid; grid-template-columns: max-content max-content; gap: 0 1rem; }
.detail dt { color: var(--soft); }
.detail dd { margin: 0; font-variant-numeric: tabular-nums; }
.legend { margin-top: 1.5rem; color: var(--soft); font-size: 0.9rem; }
.legend i { display: inline-block; width: 1.2rem; height: 0.7rem; margin: 0 0.4rem 0 1.2rem; border-radius: 2px; }
.legend i:first-child { margin-left: 0; }
.legend .probe { position: static; width: 0; border-radius: 0; }
`;
