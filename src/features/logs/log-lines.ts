import type { LogNews } from "./log-news.ts";
import { paint, type ColourLevel } from "../../core/report/text/colour.ts";
import { span, type NameTone, type Span } from "../../core/report/text/span.ts";
import type { Symbols } from "../../core/report/text/symbols.ts";
import { padEnd, textWidth } from "../../core/report/text/width.ts";

export interface LogStyle {
  readonly symbols: Symbols;
  readonly colour: ColourLevel;
  /** What must not be seen is taken out of each line before it is shown. */
  readonly redact: (text: string) => string;
  /** Each line with its time. */
  readonly timestamps: boolean;
  /** Which of the services; names are as wide as the longest of them. */
  readonly isShown?: (service: string) => boolean;
}

/**
 * Writes log lines of several services under each other, each named in a colour of its own. The colours are given out in
 * turn, by the names of all that the project has: a service keeps its own, whichever of them are shown.
 */
export function logLines(services: readonly string[], style: LogStyle): (news: LogNews) => string {
  const known = [...new Set(services)].toSorted();
  let width = 0;
  const named = (service: string): Span => {
    const shown = known.filter((name) => style.isShown?.(name) ?? true);
    width = shown.reduce((most, name) => Math.max(most, textWidth(name)), width);
    return span(padEnd(service, width), toneOf(known.indexOf(service)));
  };
  return (news) => {
    const { service } = news.container;
    // who begins later comes after all others
    if (!known.includes(service)) known.push(service);
    const bar = span(` ${style.symbols.pipe} `, "dim");
    return `${paint([named(service), bar, ...wordsOf(news, style)], style.colour)}\n`;
  };
}

function wordsOf(news: LogNews, { redact, timestamps, symbols }: LogStyle): readonly Span[] {
  const at = news.kind === "line" ? news.line.at : news.kind === "unreadable" ? undefined : news.at;
  const time = timestamps && at !== undefined ? [span(`${at.toISOString()} `, "dim")] : [];
  if (news.kind !== "line") return [...time, span(`${symbols.next} ${markOf(news)}`, "warn")];
  // Before cleaning, which changes a value that has control characters, and after it: a colour code in the middle
  // of a secret would hide it from the search.
  return [...time, span(redact(span(redact(news.line.text)).text))];
}

/** What became of a container, in words. */
export function markOf(news: Exclude<LogNews, { kind: "line" }>): string {
  switch (news.kind) {
    case "exited":
      return `exited with ${String(news.exitCode)}${news.restarted ? "; restarted" : ""}`;
    case "started":
      return { restarted: "restarted", recreated: "recreated", joined: `${news.container.name} joined` }[
        news.how
      ];
    case "unreadable":
      return `its log cannot be read: ${news.why}`;
  }
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

function toneOf(index: number): NameTone {
  return tones[index % tones.length] ?? "cyan";
}
