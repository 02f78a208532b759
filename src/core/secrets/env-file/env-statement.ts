import type { EnvEntry, EnvPart, EnvProblem } from "./env-file.ts";
import { interpolate } from "./interpolate.ts";

interface Reading {
  readonly text: string;
  readonly position: number;
  readonly line: number;
  /** The values of the lines above, for `$` in this one. */
  readonly values: ReadonlyMap<string, string>;
}

interface Statement {
  readonly parts: readonly EnvPart[];
  readonly problems: readonly EnvProblem[];
}

const blankOrComment = /\uFEFF?[^\S\n]*(?:#[^\n]*)?(?:\n|$)/uy;
const head =
  /\uFEFF?[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_.\-[\]]+)[^\S\n]*(?:([=:])[^\S\r\n]*|(?=\n|$))/uy;

/** The next line, or the lines of a quoted value. */
export function readStatement(reading: Reading): Statement {
  const blank = matchAt(blankOrComment, reading);
  if (blank !== undefined) return { parts: [{ kind: "other", text: blank[0] }], problems: [] };
  const [before, name, sign] = matchAt(head, reading) ?? [];
  if (before === undefined || name === undefined) return badLine(reading);
  return sign === undefined ? bareName(reading, name) : readValue(reading, before, name);
}

function readValue(reading: Reading, before: string, name: string): Statement {
  const start = reading.position + before.length;
  const written = valueAt(reading.text, start);
  if (written === undefined) return unclosed(reading, name);
  const { valid, ...decoded } = decodeValue(written.raw, reading.values);
  const entry: EnvEntry = { kind: "entry", name, line: reading.line, before, ...written, ...decoded };
  const problems = [
    ...(valid ? [] : [`the value of ${name} has a $ that Compose cannot interpolate: write $$ for a $`]),
    ...(isTail(written.after) ? [] : [`after the closing quote of ${name} stands more text`]),
  ];
  return {
    parts: [entry],
    problems: problems.map((message) => ({ line: reading.line, message, refused: true })),
  };
}

interface Written {
  readonly raw: string;
  readonly after: string;
}

function valueAt(text: string, start: number): Written | undefined {
  const isQuoted = text[start] === "'" || text[start] === '"';
  return isQuoted ? quotedValue(text, start) : unquotedValue(text, start);
}

/** To the end of the line, or to ` #`; a `#` right after `=` belongs to the value. */
function unquotedValue(text: string, start: number): Written {
  const line = text.slice(start, lineEnd(text, start));
  const comment = line.indexOf(" #");
  const raw = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  return { raw, after: line.slice(raw.length) };
}

function quotedValue(text: string, start: number): Written | undefined {
  const end = quotedEnd(text, start);
  if (end === undefined) return undefined;
  return { raw: text.slice(start, end), after: text.slice(end, lineEnd(text, end)) };
}

/** Compose would take anything but a comment for the next name. */
function isTail(after: string): boolean {
  return /^\s*(?:#.*)?\s*$/u.test(after);
}

function badLine(reading: Reading): Statement {
  return unread(reading, "a line must be NAME=value, and a name has no spaces or signs", true);
}

function unclosed(reading: Reading, name: string): Statement {
  return unread(reading, `the value of ${name} has a quote that is never closed`, true);
}

/** Compose would take the caller's shell's value; the launcher cleans that away, so the line does nothing. */
function bareName(reading: Reading, name: string): Statement {
  return unread(reading, `${name} stands there without a value: write ${name}=…`, false);
}

/** The line is kept as it is, and reading goes on below it, so that all problems are told at once. */
function unread(reading: Reading, message: string, refused: boolean): Statement {
  const text = reading.text.slice(reading.position, lineEnd(reading.text, reading.position));
  return { parts: [{ kind: "other", text }], problems: [{ line: reading.line, message, refused }] };
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline === -1 ? text.length : newline + 1;
}

function matchAt(pattern: RegExp, reading: Reading): RegExpExecArray | undefined {
  pattern.lastIndex = reading.position;
  return pattern.exec(reading.text) ?? undefined;
}

interface DecodedValue {
  /** What Compose makes of the raw text. */
  readonly value: string;
  /** The raw text without its quotes. */
  readonly literal: string;
  /** False when `$` stands there in a way Compose refuses. */
  readonly valid: boolean;
}

/** Single quotes mean what they say; double ones know escapes; both others than single are interpolated. */
function decodeValue(raw: string, values: ReadonlyMap<string, string>): DecodedValue {
  if (raw.startsWith("'")) {
    const value = unescapeQuote(raw.slice(1, -1), "'");
    return { value, literal: value, valid: true };
  }
  const literal = raw.startsWith('"') ? unescapeQuote(raw.slice(1, -1), '"') : raw;
  const result = interpolate(raw.startsWith('"') ? expandEscapes(literal) : literal, values);
  return { value: result ?? literal, literal, valid: result !== undefined };
}

/** The position after the closing quote; a backslash before it makes it part of the value. */
function quotedEnd(text: string, start: number): number | undefined {
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
