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

/** The text of an env file, each line as it was written. */
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

/** Its entries in the order of the file; a name that is set twice comes twice. */
export function envEntries(file: EnvFile): readonly EnvEntry[] {
  return file.parts.flatMap((part) => (part.kind === "entry" ? [part] : []));
}
