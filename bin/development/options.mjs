import { parseArgs } from "node:util";

/**
 * What was typed after a script's name: words, and `--name value` pairs. An unknown option is undefined, so that
 * the script can show how it is used.
 *
 * @template {string} Name
 * @param {readonly string[]} argv
 * @param {readonly Name[]} names
 * @returns {{ readonly words: readonly string[], readonly option: (name: Name) => string | undefined } | undefined}
 */
export function readOptions(argv, names) {
  try {
    const options = Object.fromEntries(
      names.map((name) => [name, { type: /** @type {const} */ ("string") }]),
    );
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { words: positionals, option: (name) => values[name] };
  } catch {
    return undefined;
  }
}
