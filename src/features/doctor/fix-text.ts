import type { Fix } from "../../core/preflight/fixes/fixes.ts";
import { marked, nextStep } from "../../core/report/text/complaint.ts";
import type { FixRecord } from "./doctor-text.ts";
import type { Look } from "../../core/report/text/look.ts";
import { span, type Line } from "../../core/report/text/span.ts";
import { wrapIndented } from "../../core/report/text/wrap.ts";

/** A repair before it is made: what for, what it does, and how it is taken back. */
export function fixText({ title, preview, undo, finding }: Fix, look: Look): readonly Line[] {
  return [
    ...marked("warning", finding.title, look),
    ...wrapIndented(`repair: ${title}`, look.width, [span("  ")]),
    ...preview.flatMap((text) => wrapIndented(`\`${text}\``, look.width, [span("    ")])),
    ...wrapIndented(`to undo: ${undo}`, look.width, [span("  ")], "dim"),
  ];
}

export function fixedText({ state, title, undo, reason, next }: FixRecord, look: Look): readonly Line[] {
  switch (state) {
    case "applied":
      return marked("done", `${title}: done; to undo: ${undo}`, look);
    case "declined":
      return marked("waiting", `${title}: left as it is`, look);
    case "failed":
      return [...marked("failed", `${title}: ${reason}`, look), ...(next === "" ? [] : nextStep(next, look))];
  }
}
