import type { World } from "../../world/world.ts";
import { envEntry } from "../../core/secrets/env-file/env-file.ts";
import { readHistory, type LastChange } from "../../core/secrets/store/secret-history.ts";
import { secretPaths, type SecretPlace } from "../../core/secrets/store/secret-place.ts";
import {
  isInEnvFile,
  secretFiles,
  type SecretSpec,
  type SecretSpecs,
} from "../../core/secrets/secret-spec.ts";
import { readStoredSecrets, type StoredSecrets } from "../../core/secrets/store/stored-secrets.ts";

/** What can be told of a secret without telling it. */
export interface ListedSecret {
  readonly name: string;
  readonly kind: SecretSpec["kind"];
  readonly description: string | undefined;
  readonly present: boolean;
  readonly immutable: boolean;
  /** Services get it through their environment, where `docker inspect` shows it. */
  readonly visibleInInspect: boolean;
  readonly services: readonly string[];
  readonly places: readonly SecretFilePlace[];
  /** ISO 8601; undefined when nobody knows: a person's own value in the env file. */
  readonly since: string | undefined;
  readonly ageMs: number | undefined;
}

interface SecretFilePlace {
  readonly path: string;
  /** 0 for a file of its own. */
  readonly line: number;
  /** As `chmod` has it: "0600". */
  readonly mode: string;
}

export async function listSecrets(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<readonly ListedSecret[]> {
  const stored = await readStoredSecrets(world, place, specs);
  const history = await readHistory(world, place);
  const listed = Object.entries(specs).map(async ([name, spec]) => {
    const files = await placesOf(world, place, { name, spec, stored });
    const since = stored.values.has(name) ? sinceWhen(files, history.get(name)) : undefined;
    return {
      name,
      kind: spec.kind,
      description: spec.describe,
      present: stored.values.has(name),
      immutable: spec.immutable === true,
      visibleInInspect: isInEnvFile(spec),
      services: spec.services ?? [],
      places: files.map(({ path, line, mode }) => ({ path, line, mode })),
      since: since?.toISOString(),
      ageMs: since === undefined ? undefined : world.clock.now().getTime() - since.getTime(),
    };
  });
  return Promise.all(listed);
}

interface DatedPlace extends SecretFilePlace {
  readonly modifiedAt: Date;
}

interface Looked {
  readonly name: string;
  readonly spec: SecretSpec;
  readonly stored: StoredSecrets;
}

async function placesOf(
  world: Pick<World, "files">,
  place: SecretPlace,
  { name, spec, stored }: Looked,
): Promise<readonly DatedPlace[]> {
  const paths = secretPaths(world.files, place);
  const line = envEntry(stored.env, name)?.line;
  const candidates = [
    ...(line === undefined ? [] : [{ path: paths.envFile, line }]),
    ...secretFiles(name, spec).map((file) => ({ path: world.files.resolve(paths.folder, file), line: 0 })),
  ];
  const found = candidates.map(async (candidate) => {
    const stat = await world.files.stat(candidate.path);
    if (stat.kind !== "file") return [];
    const mode = `0${(stat.mode & 0o777).toString(8).padStart(3, "0")}`;
    return [{ ...candidate, mode, modifiedAt: stat.modifiedAt }];
  });
  return (await Promise.all(found)).flat();
}

/**
 * The launcher's own note, or the date of the secret's own file where a person changed that later. The env file's
 * date says nothing: it changes with every line.
 */
function sinceWhen(files: readonly DatedPlace[], change: LastChange | undefined): Date | undefined {
  const own = files.find(({ line }) => line === 0)?.modifiedAt;
  const noted = change === undefined ? undefined : new Date(change.at);
  if (own === undefined || noted === undefined) return own ?? noted;
  // The file is written just before the note.
  return own.getTime() > noted.getTime() + 60_000 ? own : noted;
}
