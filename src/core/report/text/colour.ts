import { Chalk, type ChalkInstance } from "chalk";
import type { Line, Span, Tone } from "./span.ts";

/** 0 is none; 1 to 3 are chalk's levels. */
export type ColourLevel = 0 | 1 | 2 | 3;

export interface ColourChoice {
  readonly noColor: boolean;
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/** The flag wins over FORCE_COLOR, that over NO_COLOR (as in Node itself), and that over what the stream is. */
export function colourLevel({ noColor, isTerminal, environment }: ColourChoice): ColourLevel {
  if (noColor) return 0;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forcedLevel(forced);
  if (environment["NO_COLOR"] || environment["TERM"] === "dumb") return 0;
  return isTerminal ? 1 : 0;
}

/** A line as text, with escape codes of that colour level. */
export function paint(line: Line, level: ColourLevel): string {
  if (level === 0) return line.map((span) => span.text).join("");
  const chalk = chalks[level];
  return line.map((span) => paintSpan(span, chalk)).join("");
}

function forcedLevel(value: string): ColourLevel {
  if (value === "0" || value === "false") return 0;
  if (value === "2") return 2;
  return value === "3" ? 3 : 1;
}

/** Chalk's own detection looks at standard output, whichever stream is meant: the level is always given. */
const chalks: Readonly<Record<1 | 2 | 3, ChalkInstance>> = {
  1: new Chalk({ level: 1 }),
  2: new Chalk({ level: 2 }),
  3: new Chalk({ level: 3 }),
};

function paintSpan({ text, tone }: Span, chalk: ChalkInstance): string {
  return text === "" || tone === "plain" ? text : brush(tone, chalk)(text);
}

function brush(tone: Exclude<Tone, "plain">, chalk: ChalkInstance): ChalkInstance {
  switch (tone) {
    case "good":
      return chalk.green;
    case "bad":
      return chalk.red;
    case "warn":
      return chalk.yellow;
    case "accent":
      return chalk.cyan;
    case "bold":
    case "dim":
    case "cyan":
    case "magenta":
    case "blue":
    case "yellow":
    case "green":
    case "cyanBright":
    case "magentaBright":
    case "blueBright":
      return chalk[tone];
  }
}
