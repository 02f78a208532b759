import type { Result } from "../../../world/result.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { BackupPart } from "../save/backup-manifest.ts";
import { backUpVolumes } from "../save/back-up-volumes.ts";
import type { BackupStep } from "../save/tell-backup-step.ts";
import { findOwnProject } from "../../../core/ownership/running-project.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";
import { recordOwn } from "../stores/create-by-compose.ts";
import { dataVolumesOf } from "../stores/data-volumes.ts";
import type { Store } from "../../../core/images/is-store.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { Model } from "../../../core/environment/model.ts";

export interface BrokenStore {
  readonly project: OwnProject;
  readonly model: Model;
  readonly compose: ComposeProject;
  readonly store: Store;
  /** What of it is saved already: before a restore, as dump or as files. */
  readonly saved: readonly BackupPart[];
  /** Where backups of this environment lie. */
  readonly directory: string;
  /** False: nobody wants what was there; what cannot be kept is lost. */
  readonly keep: boolean;
  readonly tell: (step: BackupStep) => void;
}

export type PutAside =
  /** `path`: undefined where the copy made before has it, or nobody wants it. */
  Result<{ readonly path: string | undefined; readonly volumes: readonly string[] }, string>;

/**
 * Of a store that its data keeps from starting: keeps the files of its volumes as they lie there, and takes the volumes
 * away, so that it can be made anew.
 */
export async function setBrokenStoreAside(work: StoreWork, broken: BrokenStore): Promise<PutAside> {
  const { project, model, store, saved, keep } = broken;
  const { engine } = work.world;
  const volumes = dataVolumesOf(store, project, model);
  if (volumes.length === 0) return { kind: "failed", error: "it has no volume of its own to put aside" };
  const unsaved = saved.some((part) => part.service === store.service && part.kind !== "volume")
    ? []
    : volumes.filter((name) => !saved.some((part) => part.kind === "volume" && part.volume === name));
  for (const container of project.containers.filter((each) => serviceOf(each) === store.service)) {
    const stopped = await engine.stop(container.id, undefined);
    if (stopped.kind === "failed" && stopped.error.kind !== "not-found")
      return { kind: "failed", error: stopped.error.message };
  }
  const now = await findOwnProject(work.world, project);
  if (now.kind === "failed") return { kind: "failed", error: now.error[0]?.message ?? "" };
  const kept = await backUpVolumes(work, { ...broken, project: now.value, volumes: unsaved, safety: true });
  if (kept.kind === "failed" && (keep || work.signal.aborted)) return kept;
  await recordOwn(
    work.world,
    { project: now.value, compose: broken.compose },
    now.value.own.everything.volumes,
  );
  const removed = await remove(work, now.value, store, volumes);
  if (removed !== undefined) return { kind: "failed", error: removed };
  return { kind: "ok", value: { path: kept.kind === "saved" ? kept.path : undefined, volumes } };
}

/** Why they could not be, or undefined. */
async function remove(
  { world }: StoreWork,
  { containers }: OwnProject,
  { service }: Store,
  volumes: readonly string[],
): Promise<string | undefined> {
  const users = containers.filter(
    (each) => serviceOf(each) === service || each.volumes.some((name) => volumes.includes(name)),
  );
  for (const { id } of users) {
    const answer = await world.engine.removeContainer(id, false);
    if (answer.kind === "failed" && answer.error.kind !== "not-found") return answer.error.message;
  }
  for (const volume of volumes) {
    const answer = await world.engine.removeVolume(volume);
    if (answer.kind === "failed" && answer.error.kind !== "not-found") return answer.error.message;
  }
  return undefined;
}
