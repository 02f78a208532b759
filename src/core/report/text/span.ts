import { clean } from "../clean.ts";

/** What a stretch of text means; the painter decides the colour. Service names in logs ask for one by name. */
export type Tone = "plain" | "bold" | "dim" | "good" | "bad" | "warn" | "accent" | NameTone;

export type NameTone =
  "cyan" | "magenta" | "blue" | "yellow" | "green" | "cyanBright" | "magentaBright" | "blueBright";

/** Text without any control character, so that its width is known and nothing in it can move the cursor. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Span[];

/** A piece of a line in one tone; what it holds is plain text, never escape codes. */
export function span(text: string, tone: Tone = "plain"): Span {
  return { text: clean(text), tone };
}

/** A line of one piece. */
export function line(text: string, tone: Tone = "plain"): Line {
  return [span(text, tone)];
}

export const blank: Line = [];
