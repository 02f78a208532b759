import type { Terminal } from "../../../world/terminal/terminal.ts";

const escape = String.fromCharCode(27);
const hideCursor = `${escape}[?25l`;
const showCursor = `${escape}[?25h`;
const eraseRestOfLine = `${escape}[K`;
const eraseBelow = `${escape}[J`;

/** A block of lines at the bottom of standard error that is repainted in place. */
export interface BlockPainter {
  /** Lines must fit the terminal. Writes nothing when nothing changed. */
  paint(lines: readonly PaintedLine[]): void;
  /** Lines that stay, above the block. */
  above(lines: readonly string[]): void;
  /** Takes the block away; what is written next stands in its place. */
  clear(): void;
  /** Leaves the block as it stands; the next paint begins below it. */
  leave(): void;
}

/** A line with its colours, and how many columns it takes. */
export interface PaintedLine {
  readonly text: string;
  readonly width: number;
}

/**
 * Every repaint is one write: up to the first line, then each line over the old one with the rest of it erased after,
 * never before, so that nothing is seen to vanish.
 */
export function blockPainter(terminal: Terminal): BlockPainter {
  let shown: readonly PaintedLine[] = [];
  let cursorIsHidden = false;
  const up = (): string => {
    const rows = physicalRows(shown, terminal.columns());
    return rows === 0 ? "" : `\r${escape}[${rows}A`;
  };
  const draw = (stays: readonly string[], lines: readonly PaintedLine[]): void => {
    const text = [...stays, ...lines.map((line) => line.text)]
      .map((line) => `${line}${eraseRestOfLine}\n`)
      .join("");
    terminal.err(`${cursorIsHidden ? "" : hideCursor}${up()}${text}${eraseBelow}`);
    cursorIsHidden = true;
    shown = lines;
  };
  const end = (last: string): void => {
    const text = `${last}${cursorIsHidden ? showCursor : ""}`;
    if (text !== "") terminal.err(text);
    cursorIsHidden = false;
    shown = [];
  };
  return {
    paint: (lines) => {
      if (!isSame(lines, shown)) draw([], lines);
    },
    above: (lines) => {
      if (shown.length > 0) draw(lines, shown);
      else terminal.err(lines.map((line) => `${line}\n`).join(""));
    },
    clear: () => end(shown.length === 0 ? "" : `${up()}${eraseBelow}`),
    leave: () => end(""),
  };
}

/** A terminal that became narrower has wrapped the lines that stood on it. */
function physicalRows(lines: readonly PaintedLine[], columns: number): number {
  return lines.reduce((rows, { width }) => rows + Math.max(1, Math.ceil(width / columns)), 0);
}

function isSame(a: readonly PaintedLine[], b: readonly PaintedLine[]): boolean {
  return a.length === b.length && a.every((line, index) => line.text === b[index]?.text);
}
