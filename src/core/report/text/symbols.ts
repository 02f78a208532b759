/** Each is one column wide, so that a view looks the same with either set. */
export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly warning: string;
  readonly unproven: string;
  readonly busy: string;
  readonly waiting: string;
  readonly skipped: string;
  readonly next: string;
  readonly arrow: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly bar: string;
  readonly shade: string;
  readonly line: string;
  readonly pipe: string;
}

export const unicodeSymbols: Symbols = {
  done: "✔",
  failed: "✖",
  warning: "!",
  unproven: "?",
  busy: "●",
  waiting: "○",
  skipped: "○",
  next: "▸",
  arrow: "→",
  dot: "·",
  ellipsis: "…",
  bar: "█",
  shade: "░",
  line: "─",
  pipe: "│",
};

export const asciiSymbols: Symbols = {
  done: "+",
  failed: "x",
  warning: "!",
  unproven: "?",
  busy: "*",
  waiting: "o",
  skipped: "-",
  next: ">",
  arrow: ">",
  dot: "-",
  ellipsis: "~",
  bar: "#",
  shade: ".",
  line: "-",
  pipe: "|",
};

/**
 * The locale decides, where one is set. Where none is (containers, cron), terminals of today show UTF-8; the Linux
 * console alone has no glyphs for these signs.
 */
export function symbolsFor(environment: Readonly<Record<string, string>>): Symbols {
  if (environment["TERM"] === "linux") return asciiSymbols;
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"];
  return !locale || /utf-?8/i.test(locale) ? unicodeSymbols : asciiSymbols;
}
