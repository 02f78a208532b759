import type { Failure } from "../../../world/result.ts";
import type { World } from "../../../world/world.ts";
import { makeBackupFolder } from "./backup-folder.ts";
import { manifestName } from "./backup-manifest.ts";
import type { BackupManifest, NotSaved } from "./backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import type { SaveAnswer } from "./backup-manifest.ts";

export type BackupAnswer =
  | { readonly kind: "saved"; readonly path: string; readonly manifest: BackupManifest }
  /** There is no data at all that a backup saves; some of the services' own may lie elsewhere. */
  | { readonly kind: "nothing"; readonly notSaved: readonly NotSaved[] }
  | Failure<string>;

export interface NewBackup {
  readonly project: { readonly environment: string; readonly project: string };
  /** Where backups of this environment lie; the new one gets a folder of its own in it. */
  readonly directory: string;
  readonly notSaved: readonly NotSaved[];
  /** Not asked for by itself: never what "latest" means. */
  readonly safety?: boolean | undefined;
}

/** A folder that `save` fills, and its manifest, which is written last. What fails halfway leaves nothing behind. */
export async function intoBackup(
  world: World,
  { project, directory, notSaved, safety }: NewBackup,
  save: (folder: string) => Promise<SaveAnswer>,
): Promise<BackupAnswer> {
  const createdAt = world.clock.now().toISOString();
  const made = await makeBackupFolder(world, directory, createdAt);
  if (made.kind === "failed") return made;
  const { value: path } = made;
  const saved = await save(path);
  if (saved.kind === "failed") {
    await forget(world, path);
    return saved;
  }
  const about = { environment: project.environment, project: project.project, createdAt };
  const mark = safety === true ? { safety } : {};
  const manifest = { schema: 1, ...about, ...mark, parts: saved.value, notSaved: [...notSaved] } as const;
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const written = await world.files.writeAtomically(world.files.resolve(path, manifestName), text, 0o600);
  if (written.kind === "ok") return { kind: "saved", path, manifest };
  await forget(world, path);
  return failed(`${manifestName} cannot be written: ${written.error.reason}`);
}

async function forget({ files }: World, path: string): Promise<void> {
  for (const name of await files.list(path)) await files.remove(files.resolve(path, name));
  await files.remove(path);
}
