import { markSpan, markTone } from "./text/mark.ts";
import { duration } from "./words/duration.ts";
import type { ProgressWord } from "./words/progress-word.ts";
import { span, type Line } from "./text/span.ts";
import type { Symbols } from "./text/symbols.ts";
import { padStart } from "./text/width.ts";

/** `[   2.6 s] ✔ postgres: proven after 1.4 s`. */
export function progressLine({ mark, text }: ProgressWord, sinceMs: number, symbols: Symbols): Line {
  const tone = mark === "failed" || mark === "warning" ? markTone(mark) : "plain";
  return [
    span(`[${padStart(duration(sinceMs), 11)}] `, "dim"),
    markSpan(mark, symbols),
    span(" "),
    span(text.replaceAll("`", ""), tone),
  ];
}
