import { cleanLines } from "../clean.ts";
import type { Style } from "./style.ts";
import { markSpan, type Mark } from "./mark.ts";
import { span, type Line } from "./span.ts";
import { wrapIndented } from "./wrap.ts";

/** What is wrong and what to do; a message of several lines is a list under its first. */
export function problemLines(
  { message, fix }: { readonly message: string; readonly fix: string },
  style: Style,
  mark: Mark = "failed",
): readonly Line[] {
  const [first = "", ...rest] = cleanLines(message);
  return [
    ...(first === "" ? [] : marked(mark, first, style)),
    ...rest.flatMap((text) => wrapIndented(text.trim(), style.width, [span("  ")])),
    ...(fix === "" ? [] : nextStep(fix, style)),
  ];
}

export function marked(mark: Mark, text: string, style: Style): readonly Line[] {
  const sign = [markSpan(mark, style.symbols), span(" ")];
  return wrapIndented(text, style.width, sign, mark === "failed" ? "bad" : "plain");
}

/** What to type next, under what it is about. */
export function nextStep(fix: string, style: Style): readonly Line[] {
  return wrapIndented(fix, style.width, [span("  "), markSpan("next", style.symbols), span(" ")]);
}
