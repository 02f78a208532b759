import type { Finding } from "../preflight/check.ts";
import { nextStep } from "./text/complaint.ts";
import type { Look } from "./text/look.ts";
import { markSpan, type Mark } from "./text/mark.ts";
import { listing } from "./words/lists.ts";
import { span, type Line } from "./text/span.ts";
import { wrapIndented } from "./text/wrap.ts";

export function failedFindings(findings: readonly Finding[], look: Look, verbose: boolean): readonly Line[] {
  return told("fail", "failed", findings, { look, verbose });
}

/** What blocks first, then what to know; what passed only where details are wanted. */
export function findingsText(findings: readonly Finding[], look: Look, verbose: boolean): readonly Line[] {
  return [
    ...failedFindings(findings, look, verbose),
    ...told("warn", "warning", findings, { look, verbose }),
    ...(verbose ? told("pass", "done", findings, { look, verbose }) : []),
    ...(verbose ? told("skip", "waiting", findings, { look, verbose }) : notJudged(findings, look)),
  ];
}

function told(
  status: Finding["status"],
  mark: Mark,
  findings: readonly Finding[],
  { look, verbose }: { readonly look: Look; readonly verbose: boolean },
): readonly Line[] {
  const wanted = findings.filter((finding) => finding.status === status);
  return [...new Set(wanted.map(({ id }) => id))].flatMap((id) => {
    const alike = wanted.filter((finding) => finding.id === id);
    const shown = verbose || alike.length === most + 1 ? alike : alike.slice(0, most);
    const left = alike.length - shown.length;
    return [
      ...shown.flatMap((finding) => findingLines(finding, mark, look)),
      ...(left === 0 ? [] : [[span(`  and ${left} more like it: --verbose shows them  ${id}`, "dim")]]),
    ];
  });
}

/** Of one kind; another environment that runs holds every port there is. */
const most = 3;

function findingLines(finding: Finding, mark: Mark, look: Look): readonly Line[] {
  const sign = [markSpan(mark, look.symbols), span(" ")];
  const [first = [], ...rest] = wrapIndented(
    finding.title,
    look.width,
    sign,
    mark === "failed" ? "bold" : "plain",
  );
  return [
    [...first, span(`  ${finding.id}`, "dim")],
    ...rest,
    ...(finding.detail === "" ? [] : wrapIndented(finding.detail, look.width, [span("  ")])),
    ...(finding.fix === "" ? [] : nextStep(finding.fix, look)),
  ];
}

/** In one line, and what would let it be judged. */
function notJudged(findings: readonly Finding[], look: Look): readonly Line[] {
  const skipped = findings.filter(({ status }) => status === "skip");
  if (skipped.length === 0) return [];
  const titles = skipped.map(({ title }) => title);
  const first = [markSpan("waiting", look.symbols), span(" ")];
  return [
    ...wrapIndented(`not judged: ${listing(titles, 6)}`, look.width, first, "dim"),
    ...skipped.flatMap(({ fix }) => (fix === "" ? [] : nextStep(fix, look))),
  ];
}
