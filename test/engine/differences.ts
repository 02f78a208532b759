import { named } from "./bystanders.ts";

/** What is here now and was not before, less what runs of a test made: images. */
export function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((line) => !before.includes(line));
}

export function goneBetween(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = new Set(named(after));
  return [...new Set(named(before).filter((line) => !left.has(line)))].map(withoutTag).toSorted();
}

/** Containers that are others now, and volumes with other files. */
export function replacedBetween(before: readonly string[], after: readonly string[]): readonly string[] {
  const now = new Set(after.map(identity));
  const lines = before.map(identity).filter((line) => !now.has(line));
  return [...new Set(lines.map(nameIn))].toSorted();
}

/** Without whether it runs and since when: a restore stops and starts. */
function identity(line: string): string {
  return line.startsWith("container ") ? line.split(" ").slice(0, 3).join(" ") : line;
}

function nameIn(line: string): string {
  const [, volume] = /^file \S+ +\.\/([^/]+)\//u.exec(line) ?? [];
  return volume === undefined ? (named([line])[0] ?? "") : `volume ${volume}`;
}

/** What stands under `goes` in a preview for people. */
export function goesIn(shown: string): readonly string[] {
  const lines = shown.split(/\r?\n/u).map((line) => line.trim());
  const from = lines.findIndex((line) => /^goes\b/u.test(line));
  const rows = lines.slice(
    from + 1,
    lines.findIndex((line, at) => at > from && !isItem(line)),
  );
  return rows.map((row) => row.split(/ +/u).slice(0, 2).join(" ")).toSorted();
}

function isItem(line: string): boolean {
  return /^(?:container|network|volume|image) /u.test(line);
}

export function withoutTag(line: string): string {
  return line.replace(/^(image .*):latest$/u, "$1");
}
