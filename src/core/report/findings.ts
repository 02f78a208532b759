import type { Finding } from "../preflight/check.ts";
import { nextStep } from "./text/complaint.ts";
import type { Style } from "./text/style.ts";
import { markSpan, type Mark } from "./text/mark.ts";
import { listing } from "./words/lists.ts";
import { span, type Line } from "./text/span.ts";
import { wrapIndented } from "./text/wrap.ts";

export function failedFindings(
  findings: readonly Finding[],
  style: Style,
  verbose: boolean,
): readonly Line[] {
  return told("fail", "failed", findings, { style, verbose });
}

/** What blocks first, then what to know; what passed only where details are wanted. */
export function findingsText(findings: readonly Finding[], style: Style, verbose: boolean): readonly Line[] {
  return [
    ...failedFindings(findings, style, verbose),
    ...told("warn", "warning", findings, { style, verbose }),
    ...(verbose ? told("pass", "done", findings, { style, verbose }) : []),
    ...(verbose ? told("skip", "waiting", findings, { style, verbose }) : notJudged(findings, style)),
  ];
}

function told(
  status: Finding["status"],
  mark: Mark,
  findings: readonly Finding[],
  { style, verbose }: { readonly style: Style; readonly verbose: boolean },
): readonly Line[] {
  const wanted = findings.filter((finding) => finding.status === status);
  return [...new Set(wanted.map(({ id }) => id))].flatMap((id) => {
    const alike = wanted.filter((finding) => finding.id === id);
    const shown = verbose || alike.length === most + 1 ? alike : alike.slice(0, most);
    const left = alike.length - shown.length;
    return [
      ...shown.flatMap((finding) => findingLines(finding, mark, style)),
      ...(left === 0 ? [] : [[span(`  and ${left} more like it: --verbose shows them  ${id}`, "dim")]]),
    ];
  });
}

/** Of one kind; another environment that runs holds every port there is. */
const most = 3;

function findingLines(finding: Finding, mark: Mark, style: Style): readonly Line[] {
  const sign = [markSpan(mark, style.symbols), span(" ")];
  const [first = [], ...rest] = wrapIndented(
    finding.title,
    style.width,
    sign,
    mark === "failed" ? "bold" : "plain",
  );
  return [
    [...first, span(`  ${finding.id}`, "dim")],
    ...rest,
    ...(finding.detail === "" ? [] : wrapIndented(finding.detail, style.width, [span("  ")])),
    ...(finding.fix === "" ? [] : nextStep(finding.fix, style)),
  ];
}

/** In one line, and what would let it be judged. */
function notJudged(findings: readonly Finding[], style: Style): readonly Line[] {
  const skipped = findings.filter(({ status }) => status === "skip");
  if (skipped.length === 0) return [];
  const titles = skipped.map(({ title }) => title);
  const first = [markSpan("waiting", style.symbols), span(" ")];
  return [
    ...wrapIndented(`not judged: ${listing(titles, 6)}`, style.width, first, "dim"),
    ...skipped.flatMap(({ fix }) => (fix === "" ? [] : nextStep(fix, style))),
  ];
}
