import { clean } from "../../core/report/clean.ts";
import { annotation, escapeProperty } from "../../core/report/reporters/github.ts";
import type { Defect } from "./rule.ts";

/** Workflow commands by which GitHub shows a defect beside its own line, in the pull request. */
export function defectAnnotations(defects: readonly Defect[]): readonly string[] {
  return defects.map(({ id, file, line, message, fix }) => {
    const place = `file=${escapeProperty(clean(file))},${line === null ? "" : `line=${line},`}`;
    return annotation("error", id, [message, fix], place);
  });
}
