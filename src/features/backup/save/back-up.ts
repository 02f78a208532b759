import { failed } from "../../../world/result.ts";
import type { Model } from "../../../core/environment/model.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { dataVolumesOf } from "../stores/data-volumes.ts";
import { runStores } from "../stores/run-stores.ts";
import { dataElsewhere, savedServices } from "../stores/saved-services.ts";
import type { SavedServices } from "../stores/saved-services.ts";
import type { LogicalKind, Store } from "../../../core/images/is-store.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { BackupPart } from "./backup-manifest.ts";
import { intoBackup } from "./into-backup.ts";
import type { BackupAnswer } from "./into-backup.ts";
import { dumpPostgres } from "./postgres-dump.ts";
import { snapshotQdrant } from "./qdrant-snapshots.ts";
import { dumpRedis } from "./redis-dump.ts";
import type { SaveAnswer } from "./backup-manifest.ts";
import type { StoreSource } from "./store-source.ts";
import { saveVolumes } from "./save-volumes.ts";
import { tellBackupStep } from "./tell-backup-step.ts";
import type { BackupStep } from "./tell-backup-step.ts";

export interface BackupRequest {
  readonly project: OwnProject;
  /** Undefined where the files cannot be read: then what exists is saved. */
  readonly model: Model | undefined;
  readonly compose: ComposeProject | undefined;
  /** Where backups of this environment lie; the new one gets a folder of its own in it. */
  readonly directory: string;
  readonly tell: (step: BackupStep) => void;
  /** A way back that is made before data goes; of a store that does not come up it takes the files as they lie. */
  readonly safety?: boolean;
}

/** Saves every data store of a project into one folder. What fails halfway leaves nothing behind. */
export async function backUp(work: StoreWork, request: BackupRequest): Promise<BackupAnswer> {
  const { world } = work;
  const wanted = savedServices(request.project, request.model);
  const hasData = request.project.own.volumes.length > 0;
  if (!hasData) return { kind: "nothing", notSaved: dataElsewhere(request.model, new Set()) };
  if (wanted.stores.length === 0 && wanted.volumes.length === 0)
    return { kind: "nothing", notSaved: wanted.notSaved };
  const { project, directory, safety } = request;
  const { notSaved } = wanted;
  return intoBackup(world, { project, directory, notSaved, safety }, (folder) =>
    saveEverything(work, request, { wanted, folder }),
  );
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
  if (running.kind === "failed") {
    const { broken, reason } = running.error;
    const without =
      broken === undefined || request.safety !== true ? undefined : asFiles(request, wanted, broken);
    if (without === undefined || broken === undefined) return failed(reason);
    tell({ kind: "as-files", service: broken.service, reason });
    return saveEverything(work, request, { wanted: without, folder });
  }
  try {
    const parts: BackupPart[] = [];
    for (const { service, kind } of wanted.stores) {
      const containerId = running.value.containers.get(service) ?? "";
      const answer = await tellBackupStep(work, tell, service, () =>
        savers[kind](work, { service, containerId, folder }),
      );
      if (answer.kind === "failed") return answer;
      parts.push(...answer.value);
    }
    const volumes = await saveVolumes(work, request, { volumes: wanted.volumes, folder });
    return volumes.kind === "failed" ? volumes : { kind: "ok", value: [...parts, ...volumes.value] };
  } finally {
    const left = await running.value.putBack();
    if (left.length > 0) tell({ kind: "not-put-back", what: left });
  }
}

/** What its own means cannot save, for it does not come up; undefined where it has no volume of its own. */
function asFiles(
  { project, model }: BackupRequest,
  wanted: SavedServices,
  broken: Store,
): SavedServices | undefined {
  const volumes = model === undefined ? [] : dataVolumesOf(broken, project, model);
  if (volumes.length === 0) return undefined;
  const files = volumes.map((volume) => ({ volume, services: [broken.service] }));
  return {
    ...wanted,
    stores: wanted.stores.filter(({ service }) => service !== broken.service),
    volumes: [...wanted.volumes, ...files],
  };
}

const savers: Readonly<Record<LogicalKind, (work: StoreWork, source: StoreSource) => Promise<SaveAnswer>>> = {
  postgres: dumpPostgres,
  redis: dumpRedis,
  qdrant: snapshotQdrant,
};
