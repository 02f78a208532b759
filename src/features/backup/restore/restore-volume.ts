import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { VolumePart } from "../save/backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import { readVolume } from "../save/volume-archive.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { createByCompose, recordOwn } from "../stores/create-by-compose.ts";
import { pipeDocker } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { removeHolder, withVolumeHolder } from "../stores/volume-holder.ts";
import type { RestoreAnswer } from "./restore-answer.ts";

export interface VolumeTarget {
  readonly project: OwnProject;
  readonly compose: ComposeProject;
  /** Services of the model that use it. */
  readonly services: readonly string[];
  readonly image: string;
  readonly folder: string;
}

/**
 * Makes the volume anew, by Compose, so that nothing but the backup's files is in it, and compares all of them. Nothing
 * that uses it runs meanwhile: its containers are made anew too.
 */
export async function restoreVolume(
  work: StoreWork,
  part: VolumePart,
  target: VolumeTarget,
): Promise<RestoreAnswer> {
  const { volume } = part;
  const emptied = await makeAnew(work, volume, target);
  if (emptied !== undefined) return failed(`${volume}: ${emptied}`);
  const path = work.world.files.resolve(target.folder, part.file);
  const about = { volume, image: target.image };
  const copied = await withVolumeHolder(work, about, (holder) =>
    pipeDocker(work, ["cp", "-a", "-", `${holder}:/`], { input: { path, decompress: false } }),
  );
  if (copied.kind === "failed") return failed(`${volume}: ${copied.error}`);
  const read = await readVolume(work, about);
  if (read.kind === "failed") return failed(`${volume}: ${read.error}`);
  if (read.value.digest !== part.digest) {
    const [found, wanted] = [read.value.entries, part.entries].map(String);
    return failed(`${volume}: its ${found ?? ""} files are not the ${wanted ?? ""} of the backup`);
  }
  return { kind: "ok", value: `${String(part.entries)} files, owners and rights included` };
}

/** Why it could not be, or undefined. */
async function makeAnew(
  work: StoreWork,
  volume: string,
  { project, compose, services }: VolumeTarget,
): Promise<string | undefined> {
  const { world, signal } = work;
  // a run that was killed while it wrote left one behind, and the engine would not let the volume go
  await removeHolder(work, volume);
  const there = project.own.everything.volumes.some(({ name }) => name === volume);
  if (there && !project.own.volumes.some(({ name }) => name === volume)) {
    return "a volume of that name is there, and it is not provably ours";
  }
  await recordOwn(world, { project, compose }, project.own.everything.volumes);
  for (const { id, volumes } of project.containers) {
    if (!volumes.includes(volume)) continue;
    const removed = await world.engine.removeContainer(id, false);
    if (removed.kind === "failed" && removed.error.kind !== "not-found") return removed.error.message;
  }
  if (there) {
    const removed = await world.engine.removeVolume(volume);
    if (removed.kind === "failed" && removed.error.kind !== "not-found") return removed.error.message;
  }
  return createByCompose(world, { project, compose, services, signal });
}
