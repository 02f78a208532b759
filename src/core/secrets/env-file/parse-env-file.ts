import { encodeValue, readStatement } from "./env-statement.ts";
import { printEnvFile, envEntry } from "./env-file.ts";
import type { EnvFile, EnvPart, EnvEntry, EnvProblem } from "./env-file.ts";

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
