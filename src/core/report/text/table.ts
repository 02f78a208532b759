import type { Style } from "./style.ts";
import { span, type Line } from "./span.ts";
import { clipLine, lineWidth } from "./width.ts";

export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
  /** Gives way, the last such column first, where the terminal is too narrow for all. */
  readonly givesWay?: boolean;
}

const gap = 2;

/**
 * Aligned columns under dim headers; a column without any content is left out. What is still too wide is clipped at the
 * end of the line, so the last column should be the one that matters least.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Line[])[],
  { width, symbols }: Style,
): readonly Line[] {
  const filled = columns
    .map((column, index) =>
      measured(
        column,
        rows.map((row) => row[index] ?? []),
      ),
    )
    .filter(({ cells }) => cells.some((cell) => lineWidth(cell) > 0));
  const kept = fitting(filled, width);
  const hasHeader = columns.some(({ header }) => header !== "");
  const header = kept.map(({ column }): Line => [span(column.header, "dim")]);
  const body = rows.map((_, at) => kept.map(({ cells }) => cells[at] ?? []));
  return (hasHeader ? [header, ...body] : body)
    .map((cells) => trimEnd(join(cells, kept)))
    .map((line) => clipLine(line, width, symbols.ellipsis));
}

interface Measured {
  readonly column: Column;
  readonly cells: readonly Line[];
  readonly width: number;
}

function measured(column: Column, cells: readonly Line[]): Measured {
  const header = lineWidth([span(column.header)]);
  return { column, cells, width: cells.reduce((most, cell) => Math.max(most, lineWidth(cell)), header) };
}

function fitting(columns: readonly Measured[], width: number): readonly Measured[] {
  const total = columns.reduce((sum, column) => sum + column.width + gap, -gap);
  const last = columns.findLastIndex(({ column }) => column.givesWay === true);
  return total <= width || last === -1 ? columns : fitting(columns.toSpliced(last, 1), width);
}

function join(cells: readonly Line[], columns: readonly Measured[]): Line {
  return cells.flatMap((cell, index) => {
    const { width = 0, column } = columns[index] ?? {};
    const space = span(" ".repeat(Math.max(0, width - lineWidth(cell))));
    const aligned = column?.align === "right" ? [space, ...cell] : [...cell, space];
    return index === 0 ? aligned : [span(" ".repeat(gap)), ...aligned];
  });
}

function trimEnd(line: Line): Line {
  const last = line.findLastIndex((part) => part.text.trim() !== "");
  return line.slice(0, last + 1);
}
