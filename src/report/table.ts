import { span, type Line } from "./span.ts";
import { clipLine, lineWidth } from "./width.ts";
import type { Look } from "./look.ts";

export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
}

const gap = 2;

/**
 * Aligned columns under dim headers; a column without any content is left out. What is too wide for the terminal is
 * clipped at the end of the line, so the last column should be the one that matters least.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Line[])[],
  { width, symbols }: Look,
): readonly Line[] {
  const kept = columns
    .map((column, index) => ({ column, index, cells: rows.map((row) => row[index] ?? []) }))
    .filter(({ cells }) => cells.some((cell) => lineWidth(cell) > 0));
  const header = kept.map(({ column }) => [span(column.header, "dim")]);
  const body = rows.map((row) => kept.map(({ index }) => row[index] ?? []));
  const widths = kept.map(({ cells, column }) =>
    cells.reduce((most, cell) => Math.max(most, lineWidth(cell)), lineWidth([span(column.header)])),
  );
  const aligns = kept.map(({ column }) => column.align);
  const hasHeader = columns.some((column) => column.header !== "");
  return (hasHeader ? [header, ...body] : body)
    .map((cells) => trimEnd(join(cells, widths, aligns)))
    .map((line) => clipLine(line, width, symbols.ellipsis));
}

function join(cells: readonly Line[], widths: readonly number[], aligns: readonly Column["align"][]): Line {
  return cells.flatMap((cell, index) => {
    const space = span(" ".repeat(Math.max(0, (widths[index] ?? 0) - lineWidth(cell))));
    const aligned = aligns[index] === "right" ? [space, ...cell] : [...cell, space];
    return index === 0 ? aligned : [span(" ".repeat(gap)), ...aligned];
  });
}

function trimEnd(line: Line): Line {
  const last = line.findLastIndex((part) => part.text.trim() !== "");
  return line.slice(0, last + 1);
}
