import type { Finding } from "../preflight/check.ts";
import type { Look } from "./look.ts";
import { markSpan, type Mark } from "./mark.ts";
import { count } from "./phrases/lists.ts";
import { blank, line, span, type Line } from "./span.ts";
import { wrapIndented } from "./wrap.ts";

export function failedFindings(findings: readonly Finding[], look: Look): readonly Line[] {
  return findings
    .filter(({ status }) => status === "fail")
    .flatMap((finding) => findingLines(finding, "failed", look));
}

/** For `doctor`: what blocks, what to know, and how much is well. */
export function findingsText(findings: readonly Finding[], look: Look, verbose: boolean): readonly Line[] {
  const of = (status: Finding["status"]): readonly Finding[] =>
    findings.filter((one) => one.status === status);
  const told = [
    ...of("fail").map((finding) => findingLines(finding, "failed", look)),
    ...of("warn").map((finding) => findingLines(finding, "warning", look)),
    ...(verbose ? of("pass").map((finding) => findingLines(finding, "done", look)) : []),
    ...of("skip").map((finding) => findingLines(finding, "waiting", look)),
  ];
  const blocks = told.flatMap((lines) => [...lines]);
  const passed = of("pass").length;
  const total: Line = [markSpan("done", look.symbols), span(` ${count(passed, "check")} passed`)];
  return [
    ...blocks,
    ...(blocks.length > 0 && passed > 0 ? [blank] : []),
    ...(passed > 0 ? [total] : [line("nothing was checked", "dim")]),
  ];
}

function findingLines(finding: Finding, mark: Mark, look: Look): readonly Line[] {
  const tone = mark === "failed" ? "bold" : "plain";
  return [
    [markSpan(mark, look.symbols), span(" "), span(finding.title, tone), span(`  ${finding.id}`, "dim")],
    ...(finding.detail === "" ? [] : wrapIndented(finding.detail, look.width, [span("  ")])),
    ...(finding.fix === ""
      ? []
      : wrapIndented(finding.fix, look.width, [span("  "), markSpan("next", look.symbols), span(" ")])),
  ];
}
