import stringWidth from "fast-string-width";
import { type Line, type Span } from "./span.ts";

/** Columns a terminal needs for `text`. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

/** Columns on a terminal: wide characters count as two. */
export function lineWidth(line: Line): number {
  return line.reduce((total, span) => total + textWidth(span.text), 0);
}

/** At most `width` columns; what had to go is shown by `ellipsis`, which is one column wide. */
export function clip(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return "";
  return `${head(text, width - 1)}${ellipsis}`;
}

/** A line cut to so many columns, with an ellipsis where something went. */
export function clipLine(line: Line, width: number, ellipsis: string): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Span[] = [];
  let left = width;
  for (const span of line) {
    const isCut = textWidth(span.text) >= left;
    const text = isCut ? cut(span.text, left, ellipsis) : span.text;
    kept.push({ ...span, text });
    if (isCut) break;
    left -= textWidth(text);
  }
  return kept;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Pieces of at most `width` columns, cut wherever that is. */
export function chop(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (textWidth(rest) > width) {
    const piece = head(rest, width);
    if (piece === "") break;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

/** Cuts even what would just fit: something follows that does not. */
function cut(text: string, width: number, ellipsis: string): string {
  return width < 1 ? "" : `${head(text, width - 1)}${ellipsis}`;
}

const graphemes = new Intl.Segmenter();

function head(text: string, width: number): string {
  let taken = "";
  let left = width;
  for (const { segment } of graphemes.segment(text)) {
    left -= textWidth(segment);
    if (left < 0) break;
    taken += segment;
  }
  return taken;
}
