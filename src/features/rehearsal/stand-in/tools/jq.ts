import { readFileSync } from "node:fs";
import type { Played } from "./played.ts";

/**
 * Whether there was JSON to read (an empty pipe is the usual failure of `curl … | jq …`), and the one question that
 * health checks ask of it: `.a.b == literal`. Any other filter is taken as true.
 */
export function jq(args: readonly string[]): Played {
  const text = readFileSync(0, "utf8");
  if (text.trim() === "")
    return { exitCode: args.some((word) => /^-\w*n/.test(word)) ? 5 : 4, err: "jq: No more inputs\n" };
  const input = parsed(text);
  if (input === undefined) return { exitCode: 2, err: "jq: parse error: Invalid input\n" };
  const holds = args.filter((word) => !word.startsWith("-")).every((filter) => holdsFor(filter, input.value));
  const judged = args.some((word) => /^-\w*e|^--exit-status$/.test(word));
  return { exitCode: judged && !holds ? 1 : 0, out: `${String(holds)}\n` };
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function holdsFor(filter: string, input: unknown): boolean {
  const [, path, wanted] = /^\s*(?:input)?((?:\.\w+)+)\s*==\s*(.+?)\s*$/.exec(filter) ?? [];
  if (path === undefined || wanted === undefined) return true;
  const found = path.slice(1).split(".").reduce(property, input);
  return JSON.stringify(found) === JSON.stringify(parsed(wanted)?.value);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
