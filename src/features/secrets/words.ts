import { count, listing } from "../../core/report/words/lists.ts";

export function generatedSentence(done: {
  readonly environment: string;
  readonly generated: readonly string[];
  readonly kept: readonly string[];
  readonly envFile: string;
}): string {
  if (done.generated.length === 0)
    return `nothing was missing: ${count(done.kept.length, "secret")} of ${done.environment} stay as they are`;
  return `generated ${listing(done.generated)} in ${done.envFile} and secrets/${done.environment}/`;
}

export function exportedSentence(names: readonly string[], file: string): string {
  return `${count(names.length, "secret")} in ${file}, which only the passphrase opens`;
}

export function importedSentence(environment: string, names: readonly string[]): string {
  return names.length === 0
    ? `nothing to import: ${environment} has the same values already`
    : `imported ${listing(names)} into ${environment}; what was replaced is in secrets/${environment}/backup/`;
}

/** What an import would do. */
export function importPreview(seen: {
  readonly from: string;
  readonly exportedAt: string;
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  readonly same: readonly string[];
}): readonly string[] {
  const row = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`  ${what}: ${listing(names)}`];
  return [
    `secrets of ${seen.from}, exported ${seen.exportedAt}`,
    ...row("new here", seen.added),
    ...row("replaced", seen.replaced),
    ...row("the same here", seen.same),
  ];
}

/** `3 days`, `5 h`: an age is for judging, not for counting. */
export function age(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return "under 1 h";
  return hours < 48 ? `${hours} h` : count(Math.floor(hours / 24), "day");
}
