import type { Model } from "../../../core/environment/model.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { SavedVolume } from "../stores/saved-services.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { anyImage } from "../stores/any-image.ts";
import type { BackupPart } from "./backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import type { SaveAnswer } from "./backup-manifest.ts";
import { tellBackupStep } from "./tell-backup-step.ts";
import type { BackupStep } from "./tell-backup-step.ts";
import { archiveVolume } from "./volume-archive.ts";

export interface VolumeRequest {
  readonly project: OwnProject;
  readonly model: Model | undefined;
  readonly tell: (step: BackupStep) => void;
}

/** Archives volumes one after the other: each for itself is as of one moment. */
export async function saveVolumes(
  work: StoreWork,
  request: VolumeRequest,
  { volumes, folder }: { readonly volumes: readonly SavedVolume[]; readonly folder: string },
): Promise<SaveAnswer> {
  if (volumes.length === 0) return { kind: "ok", value: [] };
  const { project, model } = request;
  const image = await anyImage(work.world, project, model);
  if (image === undefined)
    return failed("none of the project's images is here, and one is needed to read volumes");
  const parts: BackupPart[] = [];
  for (const { volume, services } of volumes) {
    const users = project.containers
      .filter((container) => container.volumes.includes(volume) && container.state === "running")
      .map(({ id }) => id);
    const service = services[0] ?? "";
    const answer = await tellBackupStep(
      work,
      request.tell,
      service === "" ? volume : `${service} (${volume})`,
      () => archiveVolume(work, { volume, service, users, image, folder }),
    );
    if (answer.kind === "failed") return answer;
    parts.push(...answer.value);
  }
  return { kind: "ok", value: parts };
}
