import { envEntry } from "../env-file/env-file.ts";
import { parseEnvFile } from "../env-file/parse-env-file.ts";
import type { Fingerprinter } from "../fingerprint.ts";
import { valueFile } from "../secret-spec.ts";
import type { SecretSpec } from "../secret-spec.ts";
import { makePrivateFolder, secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";

/** How many replaced versions of each file are kept. */
const keptVersions = 10;

/** Keeps what a file said before it is replaced, in `secrets/<environment>/backup/`, and only the last ten of it. */
export async function backUp(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  path: string,
  text: string,
): Promise<WriteAnswer> {
  const folder = secretPaths(world.files, place).backup;
  const refusal = await makePrivateFolder(world, folder);
  if (refusal !== undefined) return refusal;
  const earlier = await listBackups(world, place, path);
  const name = freeName(`${world.files.basename(path)}.${stamp(world.clock.now())}`, earlier);
  const answer = await world.files.writeAtomically(world.files.resolve(folder, name), text, 0o600);
  if (answer.kind === "ok") await removeOldest(world, folder, [...earlier, name]);
  return answer;
}

/** The kept versions of a file, oldest first: names in the backup folder. */
export async function listBackups(
  world: Pick<World, "files">,
  place: SecretPlace,
  path: string,
): Promise<readonly string[]> {
  const start = `${world.files.basename(path)}.`;
  const names = await world.files.list(secretPaths(world.files, place).backup);
  return names.filter(
    (name) => name.startsWith(start) && /^\d{8}T\d{9}Z(?:-\d+)?$/u.test(name.slice(start.length)),
  );
}

/** Sorts as it reads, and has no colons: some file systems refuse them. */
function stamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:.]/gu, "");
}

/** Two replacements within a millisecond. */
function freeName(name: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** A backup that cannot be removed does no harm; the next replacement tries again. */
async function removeOldest(
  world: Pick<World, "files">,
  folder: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names.slice(0, -keptVersions))
    await world.files.remove(world.files.resolve(folder, name));
}

export interface FoundBackup {
  readonly backup: string;
  /** The file it is a backup of. */
  readonly of: string;
  /** The line in the backup; 0 when the file is the value. */
  readonly line: number;
}

/** The newest replaced file that still has the value with this fingerprint. */
export async function findBackup(
  world: Pick<World, "files">,
  place: SecretPlace,
  wanted: { readonly name: string; readonly spec: SecretSpec; readonly fingerprint: string },
  fingerprinter: Fingerprinter,
): Promise<FoundBackup | undefined> {
  for (const candidate of await candidates(world, place, wanted.name, wanted.spec)) {
    if ((await fingerprinter.fingerprint(candidate.value)) === wanted.fingerprint) return candidate.found;
  }
  return undefined;
}

/** Every value that a secret has had, the newest first, as far as it is kept. */
export async function formerValues(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<readonly string[]> {
  const values = (await candidates(world, place, name, spec)).map(({ value }) => value);
  return [...new Set(values)].filter((value) => value !== "");
}

interface Candidate {
  readonly value: string;
  readonly found: FoundBackup;
}

async function candidates(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<readonly Candidate[]> {
  const paths = secretPaths(world.files, place);
  const file = valueFile(name, spec);
  const owners = [...(file === undefined ? [] : [world.files.resolve(paths.folder, file)]), paths.envFile];
  const found: Candidate[] = [];
  for (const of of owners) {
    for (const backupName of (await listBackups(world, place, of)).toReversed()) {
      const backup = world.files.resolve(paths.backup, backupName);
      const content = await world.files.read(backup);
      if (content.kind !== "text") continue;
      const entry = envEntry(parseEnvFile(of === paths.envFile ? content.text : ""), name);
      if (of !== paths.envFile)
        found.push({ value: content.text.replace(/\r?\n$/u, ""), found: { backup, of, line: 0 } });
      else if (entry !== undefined)
        found.push({ value: entry.value, found: { backup, of, line: entry.line } });
    }
  }
  return found;
}
