import type { Line } from "../../../src/core/report/text/span.ts";

/** Lines as a terminal without colours shows them. */
export function textOf(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => line.map(({ text }) => text).join(""));
}
