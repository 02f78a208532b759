import { ok, problems } from "../../../core/environment/problem.ts";
import type { Read } from "../../../core/environment/problem.ts";
import type { World } from "../../../world/world.ts";
import { manifestName, parseManifest } from "../save/backup-manifest.ts";
import type { BackupManifest } from "../save/backup-manifest.ts";

export interface FoundBackup {
  readonly path: string;
  readonly manifest: BackupManifest;
}

export interface BackupRequested {
  /** Where the environment's backups lie. */
  readonly directory: string;
  readonly environment: string;
  /** The name of one of them, "latest", or the path of a folder anywhere. */
  readonly word: string;
  /** The folder of the backup whose restore was cut: "latest" goes on meaning that one until it has ended. */
  readonly unfinished: string | undefined;
}

/** The backup that a word means; whether it is undamaged is another question. */
export async function findBackup(world: World, requested: BackupRequested): Promise<Read<FoundBackup>> {
  const { files, machine } = world;
  const { directory, environment, word, unfinished } = requested;
  const names = await wholeBackups(world, directory);
  const name = word === "latest" ? (unfinished ?? (await latest(world, directory, names))) : word;
  const inside = name === undefined ? undefined : files.resolve(directory, name);
  const outside = files.resolve(machine.workingDirectory, word);
  const isKnown = names.includes(name ?? "") || (word === "latest" && unfinished !== undefined);
  const path = inside !== undefined && isKnown ? inside : outside;
  const content = await files.read(files.resolve(path, manifestName));
  if (content.kind !== "text") {
    const isFolder = (await files.stat(path)).kind === "directory" && word !== "latest";
    const message = isFolder
      ? `${path} is no backup, or one that was not finished: it has no ${manifestName}`
      : `there is no backup "${word}" of ${environment}`;
    return problems({ message, fix: whichThereAre(names, environment) });
  }
  const manifest = parseManifest(content.text);
  if (manifest === undefined) {
    const file = files.resolve(path, manifestName);
    return problems({
      message: `${file} is damaged: it is not what a backup writes`,
      fix: whichThereAre(names, environment),
    });
  }
  return ok({ path, manifest });
}

/** What a backup holds; undefined where none lies there, or a damaged one. */
export async function readBackup(world: World, path: string): Promise<BackupManifest | undefined> {
  const content = await world.files.read(world.files.resolve(path, manifestName));
  return content.kind === "text" ? parseManifest(content.text) : undefined;
}

/** What was made as a way back from a restore is a backup, and not the one that a person made last. */
async function latest(
  world: World,
  directory: string,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names.toReversed()) {
    const manifest = await readBackup(world, world.files.resolve(directory, name));
    // one that is damaged is told of, not passed over
    if (manifest?.safety !== true) return name;
  }
  return undefined;
}

/** Names of the finished backups, oldest first. */
async function wholeBackups(world: World, directory: string): Promise<readonly string[]> {
  const names = await world.files.list(directory);
  const stats = await Promise.all(
    names.map((name) => world.files.stat(world.files.resolve(directory, name, manifestName))),
  );
  return names.filter((_, index) => stats[index]?.kind === "file");
}

function whichThereAre(names: readonly string[], environment: string): string {
  if (names.length === 0) return `there are none yet; stack backup ${environment} makes one`;
  return `stack restore ${environment} ${names.at(-1) ?? ""}${names.length > 1 ? `; there are ${names.join(", ")}` : ""}`;
}
