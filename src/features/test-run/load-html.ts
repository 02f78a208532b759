import type { LoadFigures, RouteFigures } from "../../core/events/event.ts";
import { escapeXml } from "../../core/report/text/escape-xml.ts";
import { duration } from "../../core/report/words/duration.ts";
import { timelineStyle } from "../timeline/timeline-html.ts";

/** A load test's figures as one page that needs nothing else, for a JMeter that makes no page of its own (before 3.0). */
export function loadHtml(title: string, load: LoadFigures): string {
  const rows = load.routes.map((figures) => row(figures.route, figures));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${timelineStyle}${tableStyle}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<table>
<tr><th>route</th><th>requests</th><th>errors</th><th>p50</th><th>p95</th><th>p99</th></tr>
${rows.join("\n")}
${row("all", load)}
</table>
</body>
</html>
`;
}

function row(name: string, { requests, errors, p50Ms, p95Ms, p99Ms }: RouteFigures): string {
  const cells = [String(requests), String(errors), ...[p50Ms, p95Ms, p99Ms].map(duration)];
  return `<tr><td>${escapeXml(name)}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

const tableStyle = `
table { margin-top: 1.5rem; border-collapse: collapse; }
th, td { padding: 0.3rem 1rem 0.3rem 0; border-top: 1px solid var(--rule); text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
tr:last-child { font-weight: 600; }
`;
