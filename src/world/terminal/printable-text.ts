const escape = String.fromCharCode(27);

/** What this program itself writes to a terminal: colours, and what repaints a block of lines. */
const colour = `${escape}\\[[0-9;]*m`;
const repainting = `\\r${escape}\\[\\d+A|${escape}\\[(?:K|J|0J|\\?25[hl])`;

/** Control characters, and the marks that break lines or turn the reading direction where none is expected. */
const invisible = "[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]";

/** Of a foreign sequence, what would be left to read once its first character is gone. */
const foreign = `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)?|[ -/]*[0-~])?`;

const patterns = {
  text: new RegExp(`(?<kept>[\\n\\t])|${foreign}|${invisible}`, "gu"),
  coloured: new RegExp(`(?<kept>[\\n\\t]|${colour})|${foreign}|${invisible}`, "gu"),
  terminal: new RegExp(`(?<kept>[\\n\\t]|${colour}|${repainting})|${foreign}|${invisible}`, "gu"),
} as const;

/**
 * A text without anything that a terminal would act on, whoever wrote it: the name of a folder, a message of the
 * engine's, a line of a manifest that came with a backup. Only what a stream of this kind is given by this program stays.
 */
export function printableText(text: string, kind: keyof typeof patterns): string {
  if (/^[\n -~]*$/u.test(text)) return text;
  return text.replaceAll(patterns[kind], (...found: unknown[]) => {
    const groups: unknown = found.at(-1);
    const isKept = typeof groups === "object" && groups !== null && "kept" in groups;
    return isKept && typeof groups.kept === "string" ? groups.kept : "";
  });
}
