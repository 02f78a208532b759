import { span, type Line, type Span, type Tone } from "./span.ts";
import { textWidth } from "./width.ts";

/**
 * Text over as many lines as it takes, broken between words only. What stands in backticks is a command: it is coloured
 * as one and never broken, so that it can be copied; it alone may be wider than `width`, as may a long path.
 */
export function wrap(text: string, width: number, tone: Tone = "plain"): readonly Line[] {
  const lines: Line[] = [];
  let current: Span[] = [];
  let used = 0;
  for (const word of words(text, tone)) {
    const wide = word.reduce((total, part) => total + textWidth(part.text), 0);
    if (used > 0 && used + 1 + wide > width) {
      lines.push(current);
      current = [];
      used = 0;
    }
    current = used === 0 ? [...word] : [...current, span(" ", tone), ...word];
    used += wide + (used === 0 ? 0 : 1);
  }
  return [...lines, current];
}

/** Every line after the first moved in by `indent` columns, the first by `first`. */
export function wrapIndented(
  text: string,
  width: number,
  first: Line,
  tone: Tone = "plain",
): readonly Line[] {
  const indent = first.reduce((total, part) => total + textWidth(part.text), 0);
  return wrap(text, Math.max(10, width - indent), tone).map((line, index) => [
    ...(index === 0 ? first : [span(" ".repeat(indent))]),
    ...line,
  ]);
}

/** Words are what no space divides; a command counts as one word, together with what touches it. */
function words(text: string, tone: Tone): readonly (readonly Span[])[] {
  const found: Span[][] = [];
  let open: Span[] = [];
  const close = (): void => {
    if (open.length > 0) found.push(open);
    open = [];
  };
  text.split("`").forEach((part, index, parts) => {
    // A backtick that is never closed is text.
    const isCommand = index % 2 === 1 && index < parts.length - 1;
    if (isCommand) open.push(span(part, "accent"));
    else {
      part.split(/(\s+)/).forEach((piece, at) => {
        if (at % 2 === 1) close();
        else if (piece !== "") open.push(span(piece, tone));
      });
    }
  });
  close();
  return found;
}
