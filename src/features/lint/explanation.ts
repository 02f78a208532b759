import type { Place } from "./rule.ts";
import type { LintSubject } from "./read/lint-subject.ts";

/** Whether a comment that fits stands on the line itself, or in the comment right above it. */
export function isExplained({ layers }: LintSubject, { file, line }: Place, pattern: RegExp): boolean {
  const lines = layers.find((layer) => layer.file === file)?.lines ?? [];
  if (line === null) return false;
  return [lines[line - 1] ?? "", ...commentAbove(lines, line - 1)].some((text) => {
    const comment = /(?:^|\s)#\s*(.*)$/u.exec(text)?.[1];
    return comment !== undefined && pattern.test(comment);
  });
}

function commentAbove(lines: readonly string[], index: number): readonly string[] {
  const above = lines[index - 1];
  if (above === undefined || !/^\s*#/u.test(above)) return [];
  return [above, ...commentAbove(lines, index - 1)];
}
