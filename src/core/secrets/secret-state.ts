import { isSecretName } from "./check/placeholder.ts";
import { envEntries } from "./env-file/env-file.ts";
import { parseEnvFile } from "./env-file/parse-env-file.ts";
import type { SecretSpecs } from "./secret-spec.ts";
import { readRotationJournal } from "./store/rotation-journal.ts";
import { secretPaths } from "./store/secret-place.ts";
import type { SecretPlace } from "./store/secret-place.ts";
import type { World } from "../../world/world.ts";
import { readStoredSecrets } from "./store/stored-secrets.ts";
import type { StoredSecrets } from "./store/stored-secrets.ts";

export interface SecretState {
  readonly name: string;
  readonly state: "present" | "to-generate";
}

/** What `completeSecrets` would find and do; writes nothing. A text nobody brought is left out. */
export async function secretState(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<readonly SecretState[]> {
  const stored = await readStoredSecrets(world, place, specs);
  return Object.entries(specs)
    .filter(([name, spec]) => stored.values.has(name) || spec.kind !== "text")
    .map(([name]) => ({ name, state: stored.values.has(name) ? "present" : "to-generate" }));
}

/**
 * Every value to be masked, for redaction and nothing else: as written and as Compose interpolates it with what it
 * knows of the caller's environment (`known`), also what merely looks like a secret in the env file, and both values of
 * a rotation under way.
 */
export async function secretValues(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
  known: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  if (!(await hasAny(world, place))) return [];
  const stored = await readStoredSecrets(world, place, specs);
  const entries = [stored.env, parseEnvFile(stored.envText, known)].flatMap(envEntries);
  const inEnvFile = entries
    .filter(({ name, value }) => specs[name] !== undefined || (isSecretName(name) && value.length >= 12))
    .flatMap(({ value, literal }) => [value, literal]);
  const declared = [...stored.values].flatMap(([name, { value }]) => [value, ...besideItsName(name, value)]);
  const rotation = await readRotationJournal(world, place);
  const changing = rotation?.changes.flatMap((change) => [change.old, change.new]) ?? [];
  return [...new Set([...declared, ...inEnvFile, ...unreadValues(stored), ...changing])];
}

/** A value shorter than that is masked nowhere by itself: it would make holes in every text. */
const tooShortAlone = 4;

/** A value too short to be masked wherever it stands, as it stands beside its name: there it is the secret. */
export function besideItsName(name: string, value: string): readonly string[] {
  if (value === "" || value.length >= tooShortAlone) return [];
  const quoted = ["", '"', "'"];
  return [`${name}=`, `${name}: `, `${name}:`, `"${name}":`, `"${name}": `].flatMap((before) =>
    quoted.map((quote) => `${before}${quote}${value}${quote}`),
  );
}

/** What a line that nobody can read would have for a value: Compose may quote it. */
function unreadValues({ env, envText }: StoredSecrets): readonly string[] {
  const lines = envText.split("\n");
  return env.problems
    .map(({ line }) => /[=:]\s*(.{6,})$/u.exec(lines[line - 1]?.trimEnd() ?? "")?.[1] ?? "")
    .flatMap((value) => [value, value.replace(/^["']/u, "")]);
}

/** An environment that was never started has nothing to mask, and its files need not be looked for one by one. */
async function hasAny({ files }: Pick<World, "files">, place: SecretPlace): Promise<boolean> {
  const { envFile, folder } = secretPaths(files, place);
  const stats = await Promise.all([files.stat(envFile), files.stat(folder)]);
  return stats.some(({ kind }) => kind !== "absent");
}
