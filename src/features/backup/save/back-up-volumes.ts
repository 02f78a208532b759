import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { intoBackup } from "./into-backup.ts";
import type { BackupAnswer } from "./into-backup.ts";
import { saveVolumes } from "./save-volumes.ts";
import type { BackupStep } from "./tell-backup-step.ts";

export interface VolumesBackup {
  readonly project: OwnProject;
  /** Names of volumes that nothing uses now. */
  readonly volumes: readonly string[];
  readonly directory: string;
  readonly tell: (step: BackupStep) => void;
  readonly safety?: boolean;
}

/** Saves some of a project's volumes as they lie there: nothing has to run for that. */
export async function backUpVolumes(work: StoreWork, request: VolumesBackup): Promise<BackupAnswer> {
  const { project, directory, tell, safety } = request;
  if (request.volumes.length === 0) return { kind: "nothing", notSaved: [] };
  const volumes = request.volumes.map((volume) => ({ volume, services: [] }));
  return intoBackup(work.world, { project, directory, notSaved: [], safety }, (folder) =>
    saveVolumes(work, { project, model: undefined, tell }, { volumes, folder }),
  );
}
