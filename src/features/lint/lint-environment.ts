import type { Defect, Rule } from "./rule.ts";
import { isExplained } from "./explanation.ts";
import { rules } from "./rules.ts";
import type { LintSubject } from "./read/lint-subject.ts";

export interface LintReport {
  readonly defects: readonly Defect[];
  /** Rules that could not be tried: nothing here could merge the layers. */
  readonly skipped: readonly string[];
}

/** Tries every rule that can be tried, or those that concern one environment; each defect once, by file and line. */
export function lint(subject: LintSubject, about: "all" | "one-environment"): LintReport {
  const wanted = rules.filter((rule) => about === "all" || rule.about === "environment");
  const unmerged = subject.lays.some(({ merged }) => merged.kind === "unknown");
  const tried = unmerged ? wanted.filter(({ reads }) => reads === "files") : wanted;
  const defects = new Map(
    tried.flatMap((rule) => found(rule, subject)).map((defect) => [JSON.stringify(defect), defect]),
  );
  return {
    defects: [...defects.values()].sort(byPlace),
    skipped: wanted.filter((rule) => !tried.includes(rule)).map(({ id }) => id),
  };
}

/** `# lint: allow <id>`, with the reason after it, on the line or above it: somebody means it. */
function found(rule: Rule, subject: LintSubject): readonly Defect[] {
  const allowed = new RegExp(`^lint: allow ${rule.id.replaceAll(".", "\\.")}(?:$|[\\s:,])`, "u");
  return rule
    .check(subject)
    .filter((defect) => !isExplained(subject, defect, allowed))
    .map(({ file, line, service, message, fix }) => ({ id: rule.id, file, line, service, message, fix }));
}

function byPlace(a: Defect, b: Defect): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.id < b.id ? -1 : 1);
}
