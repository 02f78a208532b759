import type { PortSource } from "./image-facts.ts";

/** How a service runs its image: what flags and variables are looked up in. */
export interface Invocation {
  /** Entry point and command in one, `$` single. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The value of the first source that is set, if any. */
export function settingOf(sources: readonly PortSource[], invocation: Invocation): string | undefined {
  for (const source of sources) {
    const value =
      "env" in source ? invocation.environment[source.env] : flagValue(source.flag, invocation.argv);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** `--flag value` or `--flag=value`, also inside a shell line (`sh -c "server --port 80"`). */
export function flagValue(flag: string, argv: readonly string[]): string | undefined {
  const words = argv.flatMap((argument) => argument.split(/\s+/));
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  return word === flag ? words[at + 1] : word.slice(flag.length + 1);
}
