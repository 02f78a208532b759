import type { WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { secretPaths, type SecretPlace } from "./secret-place.ts";

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
