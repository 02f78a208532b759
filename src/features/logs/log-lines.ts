import { paint, type ColourLevel } from "../../core/report/text/colour.ts";
import { span, type NameTone } from "../../core/report/text/span.ts";
import type { Symbols } from "../../core/report/text/symbols.ts";
import { padEnd, textWidth } from "../../core/report/text/width.ts";

export interface LogStyle {
  readonly symbols: Symbols;
  readonly colour: ColourLevel;
  /** What must not be seen is taken out of each line before it is shown. */
  readonly redact: (text: string) => string;
}

/** Writes log lines of several services under each other, each named in a colour of its own. */
export function logLines(
  services: readonly string[],
  style: LogStyle,
): (service: string, text: string) => string {
  const width = services.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  return (service, text) => {
    const name = span(padEnd(service, width), toneOf(service));
    const bar = span(` ${style.symbols.pipe} `, "dim");
    // Before cleaning, which changes a value that has control characters, and after it: a colour code in the middle
    // of a secret would hide it from the search.
    const message = style.redact(span(style.redact(text)).text);
    return `${paint([name, bar, span(message)], style.colour)}\n`;
  };
}

const tones: readonly NameTone[] = [
  "cyan",
  "magenta",
  "blue",
  "green",
  "yellow",
  "cyanBright",
  "magentaBright",
  "blueBright",
];

/** The same name has the same colour in every run, whoever else is shown. */
export function toneOf(name: string): NameTone {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return tones[hash % tones.length] ?? "cyan";
}
