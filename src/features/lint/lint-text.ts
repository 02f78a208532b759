import type { Defect } from "./rule.ts";
import { nextStep } from "../../core/report/text/complaint.ts";
import type { Style } from "../../core/report/text/style.ts";
import { markSpan } from "../../core/report/text/mark.ts";
import { count, listing } from "../../core/report/words/lists.ts";
import { spaced } from "../../core/report/text/spaced.ts";
import { span } from "../../core/report/text/span.ts";
import type { Line } from "../../core/report/text/span.ts";
import { wrapIndented } from "../../core/report/text/wrap.ts";

/** The JSON of `stack lint`. */
export interface LintDocument {
  readonly schema: 1;
  readonly command: "lint";
  readonly environment: string | null;
  readonly ok: boolean;
  readonly defects: readonly Defect[];
  /** Ids of rules that could not be tried, for there is no docker compose here to merge the layers. */
  readonly skipped: readonly string[];
  readonly files: number;
}

/** Each defect by its place, as editors and terminals link it; then one line of counts. */
export function lintText(document: LintDocument, style: Style): readonly Line[] {
  const defects = document.defects.map((defect) => defectLines(defect, style));
  return spaced([...defects, notTried(document, style), [total(document, style)]]).slice(1);
}

function defectLines({ id, file, line, message, fix }: Defect, style: Style): readonly Line[] {
  const place = line === null ? file : `${file}:${String(line)}`;
  return [
    [span(place, "bold"), span(`  ${id}`, "dim")],
    ...wrapIndented(message, style.width, [span("  ")]),
    ...nextStep(fix, style),
  ];
}

function notTried({ skipped }: LintDocument, style: Style): readonly Line[] {
  if (skipped.length === 0) return [];
  const text = `not tried, for docker compose merged no layers here: ${listing(skipped, skipped.length)}`;
  return wrapIndented(text, style.width, [markSpan("warning", style.symbols), span(" ")]);
}

function total({ ok, defects, files }: LintDocument, style: Style): Line {
  const found = ok ? "no defects" : count(defects.length, "defect", "defects");
  return [
    markSpan(ok ? "done" : "failed", style.symbols),
    span(` ${found}`, "bold"),
    span(` in ${count(files, "file", "files")}`, "dim"),
  ];
}
