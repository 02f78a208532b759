import type { World } from "../../../world/world.ts";
import { listBackups } from "./backup.ts";
import { envEntry } from "../env-file/env-file.ts";
import type { Fingerprinter } from "../fingerprint.ts";
import { parseEnvFile } from "../env-file/parse-env-file.ts";
import { secretPaths, type SecretPlace } from "./secret-place.ts";
import { valueFile, type SecretSpec } from "../secret-spec.ts";

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
