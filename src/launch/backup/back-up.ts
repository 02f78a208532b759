import type { Model } from "../../environment/model.ts";
import type { ComposeProject } from "../../world/compose.ts";
import type { OwnProject } from "../own-project.ts";
import { runStores } from "../stores/run-stores.ts";
import { savedServices } from "../stores/saved-services.ts";
import type { SavedServices } from "../stores/saved-services.ts";
import type { LogicalKind } from "../stores/store.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { manifestName } from "./backup-manifest.ts";
import type { BackupManifest, BackupPart } from "./backup-manifest.ts";
import { makeBackupFolder } from "./backup-folder.ts";
import { dumpPostgres } from "./postgres-dump.ts";
import { snapshotQdrant } from "./qdrant-snapshots.ts";
import { dumpRedis } from "./redis-dump.ts";
import { failed } from "./save-answer.ts";
import type { SaveAnswer } from "./save-answer.ts";
import type { StoreSource } from "./store-source.ts";
import { saveVolumes } from "./save-volumes.ts";
import { told } from "./told.ts";
import type { BackupStep } from "./told.ts";

export interface BackupRequest {
  readonly project: OwnProject;
  /** Undefined where the files cannot be read: then what exists is saved. */
  readonly model: Model | undefined;
  readonly compose: ComposeProject | undefined;
  /** Where backups of this environment lie; the new one gets a folder of its own in it. */
  readonly directory: string;
  readonly tell: (step: BackupStep) => void;
}

export type BackupAnswer =
  | { readonly kind: "saved"; readonly path: string; readonly manifest: BackupManifest }
  /** There is no data at all. */
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly reason: string };

/** Saves every data store of a project into one folder. What fails halfway leaves nothing behind. */
export async function backUp(work: StoreWork, request: BackupRequest): Promise<BackupAnswer> {
  const { world } = work;
  const wanted = savedServices(request.project, request.model);
  const hasData = request.project.own.volumes.length > 0;
  if (!hasData || (wanted.stores.length === 0 && wanted.volumes.length === 0)) return { kind: "nothing" };
  const createdAt = world.clock.now().toISOString();
  const made = await makeBackupFolder(world, request.directory, createdAt);
  if (made.kind === "failed") return made;
  const { path } = made;
  const saved = await saveEverything(work, request, { wanted, folder: path });
  if (saved.kind === "saved") {
    const { environment, project } = request.project;
    const { notSaved } = wanted;
    const manifest = { schema: 1, environment, project, createdAt, parts: saved.parts, notSaved } as const;
    const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
    const written = await world.files.writeAtomically(world.files.resolve(path, manifestName), text, 0o600);
    if (written.kind === "ok") return { kind: "saved", path, manifest };
    await forget(work, path);
    return failed(`${manifestName} cannot be written: ${written.reason}`);
  }
  await forget(work, path);
  return saved;
}

interface Wanted {
  readonly wanted: SavedServices;
  readonly folder: string;
}

async function saveEverything(
  work: StoreWork,
  request: BackupRequest,
  { wanted, folder }: Wanted,
): Promise<SaveAnswer> {
  const { project, compose, tell } = request;
  const running = await runStores(work, {
    project,
    compose,
    stores: wanted.stores,
    onStart: (service) => tell({ kind: "starting", service }),
  });
  if (running.kind === "failed") return running;
  try {
    const parts: BackupPart[] = [];
    for (const { service, kind } of wanted.stores) {
      const containerId = running.containers.get(service) ?? "";
      const answer = await told(work, tell, service, () =>
        savers[kind](work, { service, containerId, folder }),
      );
      if (answer.kind === "failed") return answer;
      parts.push(...answer.parts);
    }
    const volumes = await saveVolumes(work, request, { volumes: wanted.volumes, folder });
    return volumes.kind === "failed" ? volumes : { kind: "saved", parts: [...parts, ...volumes.parts] };
  } finally {
    await running.putBack();
  }
}

const savers: Readonly<Record<LogicalKind, (work: StoreWork, source: StoreSource) => Promise<SaveAnswer>>> = {
  postgres: dumpPostgres,
  redis: dumpRedis,
  qdrant: snapshotQdrant,
};

async function forget({ world }: StoreWork, path: string): Promise<void> {
  for (const name of await world.files.list(path)) {
    await world.files.remove(world.files.resolve(path, name));
  }
  await world.files.remove(path);
}
