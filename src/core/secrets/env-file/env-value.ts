import { interpolate } from "./interpolate.ts";

interface DecodedValue {
  /** What Compose makes of the raw text. */
  readonly value: string;
  /** The raw text without its quotes. */
  readonly literal: string;
  /** False when `$` stands there in a way Compose refuses. */
  readonly valid: boolean;
}

/** Single quotes mean what they say; double ones know escapes; both others than single are interpolated. */
export function decodeValue(raw: string, values: ReadonlyMap<string, string>): DecodedValue {
  if (raw.startsWith("'")) {
    const value = unescapeQuote(raw.slice(1, -1), "'");
    return { value, literal: value, valid: true };
  }
  const literal = raw.startsWith('"') ? unescapeQuote(raw.slice(1, -1), '"') : raw;
  const result = interpolate(raw.startsWith('"') ? expandEscapes(literal) : literal, values);
  return { value: result ?? literal, literal, valid: result !== undefined };
}

/** The position after the closing quote; a backslash before it makes it part of the value. */
export function quotedEnd(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === quote) return index + 1;
  }
  return undefined;
}

/**
 * Writes a value so that Compose reads it back unchanged: bare where it can be, else in single quotes, else (a value
 * that ends in a backslash has no other way) in double ones.
 */
export function encodeValue(value: string): string {
  if (/^[A-Za-z0-9_.,:/@%+=~-]*$/u.test(value)) return value;
  if (!value.includes("\\")) return `'${value.replaceAll("'", String.raw`\'`)}'`;
  const escaped = value
    .replaceAll(/["$\\]/gu, String.raw`\$&`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`);
  return `"${escaped}"`;
}

/** Other backslashes stay where they are, a doubled one doubled. */
function unescapeQuote(inner: string, quote: string): string {
  return inner.replaceAll(/\\([\s\S])/gu, (pair, next: string) => (next === quote ? quote : pair));
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ['"', '"'],
  ["\\", "\\"],
  // Left for interpolation, which makes one `$` of two.
  ["$", "$$"],
]);

/** `\0101` is an `A`; an octal number that is none loses its 0, in Compose too. */
function expandEscapes(text: string): string {
  return text.replaceAll(/\\(?:0(\d{0,3})|([abcfnrtv$"\\]))/gu, (whole, octal?: string, letter?: string) => {
    if (octal === undefined) return simpleEscapes.get(letter ?? "") ?? whole;
    return /^[0-3][0-7]{2}$/u.test(octal) ? String.fromCharCode(Number.parseInt(octal, 8)) : `\\${octal}`;
  });
}
