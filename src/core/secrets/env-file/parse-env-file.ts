import { printEnvFile, type EnvFile, type EnvPart, type EnvProblem } from "./env-file.ts";
import { readStatement } from "./env-statement.ts";

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
