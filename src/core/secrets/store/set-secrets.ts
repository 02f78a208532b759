import type { World } from "../../../world/world.ts";
import { envEntry } from "../env-file/env-file.ts";
import { setEnvValues } from "../env-file/parse-env-file.ts";
import { secretPaths, type SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import { isInEnvFile, type SecretSpecs } from "../secret-spec.ts";
import { readStoredSecrets, type StoredSecrets } from "./stored-secrets.ts";
import { wantedFiles } from "../wanted-files.ts";
import { writeSecretFiles } from "./write-secret-file.ts";
import type { WrittenFiles } from "./write-secret-file.ts";

/**
 * Replaces values, wherever they stand: in the env file, in the secret's file, in all files derived from it. What is
 * replaced is kept in `backup/`. A name that is not declared goes to the env file.
 */
export async function setSecrets(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  specs: SecretSpecs,
  values: ReadonlyMap<string, string>,
): Promise<WrittenFiles> {
  const stored = await readStoredSecrets(world, place, specs);
  const refusals = stored.problems.filter(isRefusal);
  if (refusals.length > 0) return { written: [], problems: refusals };
  const chosen = Object.fromEntries(Object.entries(specs).filter(([name]) => values.has(name)));
  const files = wantedFiles(world.files, place, chosen, { values, fresh: new Set(values.keys()) });
  const content = setEnvValues(stored.envText, valuesForEnv(specs, stored, values));
  const env = { path: secretPaths(world.files, place).envFile, content, mode: 0o600 };
  return writeSecretFiles(world, place, content === stored.envText ? files : [...files, env]);
}

/** A lone half of a certificate is no hindrance: both halves are about to be written. */
function isRefusal(problem: SecretProblem): boolean {
  return problem.blocking && problem.id !== "secrets.certificate";
}

function valuesForEnv(
  specs: SecretSpecs,
  stored: StoredSecrets,
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...values].filter(([name]) => {
      const spec = specs[name];
      return spec === undefined || isInEnvFile(spec) || envEntry(stored.env, name) !== undefined;
    }),
  );
}
