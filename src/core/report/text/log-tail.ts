import type { Look } from "./look.ts";
import { span, type Line } from "./span.ts";
import { chop } from "./width.ts";

const mostLines = 12;
/** Of one line of the log: a stack trace in JSON would push the cause off the screen. */
const mostRows = 4;

/** The last lines of a service's log, set off by a bar; all that came only where details are wanted. */
export function logTail(lines: readonly string[], look: Look, verbose: boolean): readonly Line[] {
  const shown = verbose ? lines : lines.slice(-mostLines);
  return shown.flatMap((text) => rows(text, look, verbose ? Number.POSITIVE_INFINITY : mostRows));
}

/** Not clipped: the reason tends to stand at the end of the line. */
function rows(text: string, { width, symbols }: Look, most: number): readonly Line[] {
  const bar = span(`  ${symbols.pipe} `, "dim");
  const all = chop(span(text).text, Math.max(10, width - 4));
  const kept = all.slice(0, most).map((part) => [bar, span(part)]);
  return all.length > most ? [...kept, [bar, span(symbols.ellipsis, "dim")]] : kept;
}
