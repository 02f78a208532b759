import type { SecretPlace } from "../store/secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpec } from "../secret-spec.ts";

/** What is only told of elsewhere, and stops `production`. */
export const stoppedByStrictness = [
  "secrets.weak",
  "secrets.placeholder",
  "secrets.prefix",
  "secrets.duplicated",
] as const satisfies readonly SecretProblem["id"][];

/** Who serves others does it with secrets that nobody guesses. */
export function isStrict({ environment }: Pick<SecretPlace, "environment">): boolean {
  return environment === "production";
}

/** How a secret that can be made gets another value, wherever it is kept; a store that has it gets it, too. */
export function renewal({ environment }: SecretPlace, name: string, spec: SecretSpec): string {
  if (spec.immutable !== true) return `stack secrets rotate ${environment} ${name}`;
  return `while no data depends on it yet, empty it and run: stack secrets generate ${environment}`;
}

/** The problem as it is in this environment. */
export function strict(
  place: SecretPlace,
  spec: SecretSpec | undefined,
  found: SecretProblem,
): SecretProblem {
  if (!isStrict(place)) return found;
  const { id, fix } = found;
  const way =
    spec?.immutable === true ? `; where data does: stack up ${place.environment} --ignore ${id}` : "";
  return { ...found, blocking: true, fix: `${fix}${way}` };
}
