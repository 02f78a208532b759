import type { Style } from "./style.ts";
import { span, type Line } from "./span.ts";
import { padEnd } from "./width.ts";
import { wrapIndented } from "./wrap.ts";

/** `label        text`, the text wrapped beside its label. */
export function labelled(label: string, text: string, style: Style): readonly Line[] {
  return text === "" ? [] : wrapIndented(text, style.width, [span(padEnd(label, 13), "dim")]);
}
