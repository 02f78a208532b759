import type { StandInSource } from "./stand-in-source.ts";
import { standInLayout } from "./stand-in-layout.ts";

/**
 * The stand-in, started with the words the real program would get. A wrapper that the environment brings itself (a
 * mounted script that hands over to what stands after `--`) runs for real: it is what would fail on a secret.
 */
export function commandLine(
  { written }: StandInSource,
  mounted: readonly string[],
): Readonly<Record<string, unknown>> {
  const words = [...(written.entrypoint ?? []), ...(written.command ?? [])];
  const { wrapper, program } = splitWrapper(words, mounted);
  return {
    entrypoint: [...wrapper, standInLayout.serve],
    ...(program.length === 0 ? {} : { command: program }),
  };
}

function splitWrapper(
  words: readonly string[],
  mounted: readonly string[],
): { readonly wrapper: readonly string[]; readonly program: readonly string[] } {
  const end = words.indexOf("--");
  const before = words.slice(0, end + 1);
  const script = before.slice(0, 2).find((word) => isBelow(word, mounted));
  return script === undefined
    ? { wrapper: [], program: words }
    : { wrapper: before, program: words.slice(end + 1) };
}

function isBelow(path: string, targets: readonly string[]): boolean {
  return targets.some((target) => path === target || path.startsWith(`${target}/`));
}
