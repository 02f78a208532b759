import type { Model } from "../../../core/environment/model.ts";
import type { BackupManifest, BackupPart } from "../save/backup-manifest.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { Removal, Staying } from "../../../core/stop/take-down.ts";
import { dataVolumesOf } from "../stores/data-volumes.ts";
import { usersOf } from "./users-of.ts";

/** What a restore puts back, and what goes for it: computed once, shown as it is, performed as it is. */
export interface RestorePlan {
  readonly parts: readonly BackupPart[];
  /** In the backup, and no service has it any more. */
  readonly passedOver: readonly BackupPart[];
  /** Volumes whose data is replaced, and the containers that are made anew with theirs. */
  readonly removal: Removal;
}

export function planRestore(project: OwnProject, model: Model, { parts }: BackupManifest): RestorePlan {
  const wanted = parts.filter((part) => isWanted(part, model));
  const volumes = project.own.volumes.filter(({ name }) =>
    wanted.some((part) => isReplacedBy(name, part, project, model)),
  );
  const archived = new Set(wanted.flatMap((part) => (part.kind === "volume" ? [part.volume] : [])));
  const kept = project.own.volumes.filter((volume) => !volumes.includes(volume));
  return {
    parts: wanted,
    passedOver: parts.filter((part) => !wanted.includes(part)),
    removal: {
      containers: project.containers.filter((each) => each.volumes.some((name) => archived.has(name))),
      networks: [],
      volumes,
      stays: [
        ...kept.map(({ name }): Staying => ({ kind: "volume", name, why: { kind: "not-in-backup" } })),
        ...project.own.others,
      ],
    },
  };
}

function isWanted(part: BackupPart, model: Model): boolean {
  if (part.kind === "volume") return usersOf(model, part.volume).length > 0;
  return model.services.some(({ name }) => name === part.service);
}

/** Where a store keeps its data, or a volume that is in the backup as files. */
function isReplacedBy(volume: string, part: BackupPart, project: OwnProject, model: Model): boolean {
  return part.kind === "volume"
    ? part.volume === volume
    : dataVolumesOf(part, project, model).includes(volume);
}
