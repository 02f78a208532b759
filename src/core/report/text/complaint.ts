import { cleanLines } from "../clean.ts";
import type { Look } from "./look.ts";
import { markSpan, type Mark } from "./mark.ts";
import { span, type Line } from "./span.ts";
import { wrapIndented } from "./wrap.ts";

/** What is wrong and what to do; a message of several lines is a list under its first. */
export function complaint(
  { message, fix }: { readonly message: string; readonly fix: string },
  look: Look,
  mark: Mark = "failed",
): readonly Line[] {
  const [first = "", ...rest] = cleanLines(message);
  return [
    ...(first === "" ? [] : marked(mark, first, look)),
    ...rest.flatMap((text) => wrapIndented(text.trim(), look.width, [span("  ")])),
    ...(fix === "" ? [] : nextStep(fix, look)),
  ];
}

export function marked(mark: Mark, text: string, look: Look): readonly Line[] {
  const sign = [markSpan(mark, look.symbols), span(" ")];
  return wrapIndented(text, look.width, sign, mark === "failed" ? "bad" : "plain");
}

/** What to type next, under what it is about. */
export function nextStep(fix: string, look: Look): readonly Line[] {
  return wrapIndented(fix, look.width, [span("  "), markSpan("next", look.symbols), span(" ")]);
}
