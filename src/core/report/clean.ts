const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** Colours and cursor movements (CSI), and titles and links (OSC), as programs in containers print them. */
const sequences = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)?|[ -/]*[0-~])`,
  "g",
);

/** Control characters, lone surrogates, line and paragraph separators, and marks that turn the reading direction. */
const invisible = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** One line of foreign text (a log line, an engine's message) made safe to print: it can neither colour nor move. */
export function clean(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text
    .replaceAll(sequences, "")
    .replaceAll(/\s*[\r\n]+\s*/g, " ")
    .replaceAll("\t", "  ")
    .replaceAll(invisible, "");
}

/** The same for text of several lines; blank lines at the end are dropped. */
export function cleanLines(text: string): readonly string[] {
  return text.trimEnd().split(/\r?\n/).map(clean);
}

function isPrintableAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
