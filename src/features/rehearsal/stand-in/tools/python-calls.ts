export interface Call {
  readonly name: string;
  /** What stands between its brackets. */
  readonly inside: string;
}

/** Every call of one of these names, with its arguments' text. */
export function callsIn(code: string, names: readonly string[]): readonly Call[] {
  const found: (Call & { readonly at: number })[] = [];
  for (const name of names) {
    const pattern = new RegExp(
      `${name.startsWith(".") ? "" : "(?<![\\w])"}${name.replaceAll(".", "\\.")}\\(`,
      "g",
    );
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].length;
      found.push({ name, inside: code.slice(start, closing(code, start)), at: match.index });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Parts between top-level commas: not those in strings, brackets or braces. */
export function splitTop(text: string): readonly string[] {
  return splitAt(text, ",");
}

export function splitAt(text: string, separator: string): readonly string[] {
  const cuts = topLevel(text).filter((at) => text[at] === separator);
  return [...cuts, text.length].map((cut, index) => text.slice((cuts[index - 1] ?? -1) + 1, cut));
}

/** `timeout=5, data=…` by name. */
export function namedArguments(parts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    parts.flatMap((part) => {
      const [, name, value] = /^\s*(\w+)\s*=(?!=)(.*)$/s.exec(part) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function closing(code: string, from: number): number {
  const rest = code.slice(from);
  return from + (topLevel(rest).find((at) => rest[at] === ")") ?? rest.length);
}

/** Positions outside strings and brackets; a bracket that closes what was open before counts as one. */
function topLevel(text: string): readonly number[] {
  const positions: number[] = [];
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    if ("([{".includes(character)) depth += 1;
    if (depth === 0) positions.push(at);
    if (")]}".includes(character)) depth = Math.max(0, depth - 1);
  }
  return positions;
}
