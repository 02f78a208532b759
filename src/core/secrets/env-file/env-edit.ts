import { encodeValue } from "./env-value.ts";
import { envEntry, printEnvFile, type EnvEntry, type EnvFile } from "./env-file.ts";
import { parseEnvFile } from "./parse-env-file.ts";

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
