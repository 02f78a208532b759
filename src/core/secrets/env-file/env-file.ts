import { encodeValue, readStatement } from "./env-statement.ts";

/**
 * An env file as Compose reads it, in pieces that say, joined, exactly what the file said: so that an edit touches one
 * value and nothing else.
 */
export interface EnvFile {
  readonly parts: readonly EnvPart[];
  readonly problems: readonly EnvProblem[];
}

export type EnvPart = EnvEntry | { readonly kind: "other"; readonly text: string };

export interface EnvEntry {
  readonly kind: "entry";
  readonly name: string;
  readonly line: number;
  /** Everything of the statement before its value: `export NAME = `. */
  readonly before: string;
  /** The value as written, quotes included. */
  readonly raw: string;
  /** What follows the value: a comment and the line's end. */
  readonly after: string;
  /** What Compose makes of it, with `$` interpolated from the lines above. */
  readonly value: string;
  /** The value as written without its quotes: differs from `value` where Compose changed it. */
  readonly literal: string;
}

/** Never with the text of the line: it may be a secret. */
export interface EnvProblem {
  readonly line: number;
  readonly message: string;
  /** Compose refuses the file, or takes it for something else than it looks. */
  readonly refused: boolean;
}

export function printEnvFile(file: Pick<EnvFile, "parts">): string {
  return file.parts.map(printEnvPart).join("");
}

function printEnvPart(part: EnvPart): string {
  return part.kind === "entry" ? part.before + part.raw + part.after : part.text;
}

/** What Compose sees: of a name that stands there twice, the last. */
export function envEntry(file: EnvFile, name: string): EnvEntry | undefined {
  return envEntries(file).findLast((entry) => entry.name === name);
}

export function envEntries(file: EnvFile): readonly EnvEntry[] {
  return file.parts.flatMap((part) => (part.kind === "entry" ? [part] : []));
}

/**
 * Reads all of it; a line that Compose would refuse is a problem and stays as it is. `known` are variables that the
 * file's values may name, besides those of the lines above.
 */
export function parseEnvFile(text: string, known: Readonly<Record<string, string>> = {}): EnvFile {
  const parts: EnvPart[] = [];
  const problems: EnvProblem[] = [];
  const values = new Map<string, string>(Object.entries(known));
  for (let position = 0, line = 1; position < text.length;) {
    const statement = readStatement({ text, position, line, values });
    parts.push(...statement.parts);
    problems.push(...statement.problems);
    for (const part of statement.parts) if (part.kind === "entry") values.set(part.name, part.value);
    const read = printEnvFile(statement);
    line += read.split("\n").length - 1;
    position += read.length;
  }
  return { parts, problems };
}

/** Sets each name: in its place where it stands already, else at the end; everything else stays as it was. */
export function setEnvValues(text: string, values: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [name, value] of values) result = setEnvValue(parseEnvFile(result), name, value);
  return result;
}

function setEnvValue(file: EnvFile, name: string, value: string): string {
  const entry = envEntry(file, name);
  if (entry?.value === value) return printEnvFile(file);
  return entry === undefined ? append(file, name, value) : replace(file, entry, value);
}

function replace(file: EnvFile, entry: EnvEntry, value: string): string {
  const raw = encodeValue(value);
  // `NAME="old"# comment`: without the space a bare value would swallow the comment.
  const after = raw !== "" && entry.after.startsWith("#") ? ` ${entry.after}` : entry.after;
  return printEnvFile({
    ...file,
    parts: file.parts.map((part) => (part === entry ? { ...entry, raw, after } : part)),
  });
}

function append(file: EnvFile, name: string, value: string): string {
  const text = printEnvFile(file);
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : end;
  return `${text}${gap}${name}=${encodeValue(value)}${end}`;
}
