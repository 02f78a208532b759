/** A tool's options as the shell hands them over: `-fsS`, `-qO-`, `-m 5`, `--max-time=5`. */
export interface Arguments {
  /** The last value of each option that takes one. */
  readonly values: ReadonlyMap<string, string>;
  /** Every value of those options, in order. */
  readonly all: readonly (readonly [string, string])[];
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** `"o/output w"`: options that take a value; what stands after a slash is another name of the first. */
export function valuedOptions(names: string): ReadonlyMap<string, string> {
  return new Map(
    names.split(" ").flatMap((option) => {
      const [first = "", ...others] = option.split("/");
      return [first, ...others].map((name) => [name, first] as const);
    }),
  );
}

export function parseArguments(args: readonly string[], valued: ReadonlyMap<string, string>): Arguments {
  const all: (readonly [string, string])[] = [];
  const flags = new Set<string>();
  const rest: string[] = [];
  const queue = [...args];
  const take = (name: string, attached: string | undefined): void => {
    const known = valued.get(name);
    if (known === undefined) flags.add(name);
    else all.push([known, attached ?? queue.shift() ?? ""]);
  };
  while (queue.length > 0) {
    const word = queue.shift() ?? "";
    if (word === "--") rest.push(...queue.splice(0));
    else if (word.startsWith("--")) take(...longOption(word.slice(2)));
    else if (word.startsWith("-") && word.length > 1)
      shortOptions(word.slice(1), valued).forEach((o) => take(...o));
    else rest.push(word);
  }
  return { values: new Map(all), all, flags, rest };
}

type Option = readonly [name: string, attached: string | undefined];

function longOption(word: string): Option {
  const equals = word.indexOf("=");
  return equals === -1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

/** Letters up to the first that takes a value, which is what is left of the word. */
function shortOptions(letters: string, valued: ReadonlyMap<string, string>): readonly Option[] {
  const name = letters.slice(0, 1);
  const attached = letters.slice(1);
  if (attached === "") return [[name, undefined]];
  return valued.has(name) ? [[name, attached]] : [[name, undefined], ...shortOptions(attached, valued)];
}
