import type { Model } from "../../../core/environment/model.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { isRestless, whileStill } from "../../../core/stop/stand-still.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import type { Container } from "../../../world/engine/container.ts";
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

interface Archiving {
  readonly volumes: readonly SavedVolume[];
  readonly folder: string;
}

/** Archives volumes; those that one container writes to together, so that what it keeps in several agrees. */
export async function saveVolumes(
  work: StoreWork,
  request: VolumeRequest,
  { volumes, folder }: Archiving,
): Promise<SaveAnswer> {
  if (volumes.length === 0) return { kind: "ok", value: [] };
  const { project, model } = request;
  const image = await anyImage(work.world, project, model);
  if (image === undefined)
    return failed("none of the project's images is here, and one is needed to read volumes");
  // a store may have been started for this, and writes too
  const containers = await work.world.engine.containers({ project: undefined });
  if (containers.kind === "failed") return failed(containers.error.message);
  const running = containers.value.filter(isRestless);
  const parts: BackupPart[] = [];
  for (const group of groupsOf(volumes, running)) {
    const answer = await saveTogether(work, request, { ...group, image, folder });
    if (answer.kind === "failed") return answer;
    parts.push(...answer.value);
  }
  return { kind: "ok", value: parts };
}

interface Group {
  readonly volumes: readonly SavedVolume[];
  /** Running containers that use any of them. */
  readonly users: readonly Container[];
}

/** Volumes that no running container joins are in groups of their own. */
function groupsOf(volumes: readonly SavedVolume[], running: readonly Container[]): readonly Group[] {
  return volumes.reduce<readonly Group[]>((groups, each) => {
    const users = running.filter((container) => container.volumes.includes(each.volume));
    const joined = groups.filter((group) => group.users.some((user) => users.includes(user)));
    const whole = {
      volumes: [...joined.flatMap((group) => group.volumes), each],
      users: [...new Set([...joined.flatMap((group) => group.users), ...users])],
    };
    return [...groups.filter((group) => !joined.includes(group)), whole];
  }, []);
}

async function saveTogether(
  work: StoreWork,
  { project, tell }: VolumeRequest,
  { volumes, users, image, folder }: Group & { readonly image: string; readonly folder: string },
): Promise<SaveAnswer> {
  // what was there before and is not provably ours is left alone; what has come since was made for this
  const foreign = new Set(project.own.everything.containers.map(({ id }) => id));
  for (const { id } of project.containers) foreign.delete(id);
  const isOwn = ({ id, labels }: Container): boolean =>
    labels[composeLabels.project] === project.project && !foreign.has(id);
  const own = users.filter(isOwn);
  const others = users.filter((user) => !isOwn(user)).map(({ name }) => name);
  const names = volumes.map(({ volume }) => volume);
  if (own.length > 0)
    tell({ kind: "standing-still", containers: own.map(({ name }) => name), volumes: names });
  if (others.length > 0) tell({ kind: "others-write", containers: others, volumes: names });
  return whileStill(work.world, { ...project, containers: own }, async () => {
    const parts: BackupPart[] = [];
    for (const { volume, services } of volumes) {
      const service = services[0] ?? "";
      const what = service === "" ? volume : `${service} (${volume})`;
      const answer = await tellBackupStep(work, tell, what, () =>
        archiveVolume(work, { volume, service, image, folder }),
      );
      if (answer.kind === "failed") return answer;
      parts.push(...answer.value);
    }
    const moved = await movedMeanwhile(work, own, { project, names });
    return moved === undefined ? { kind: "ok", value: parts } : failed(moved);
  });
}

/** One that somebody let go on, or that has come since: the files are of more than one moment then. */
async function movedMeanwhile(
  { world }: StoreWork,
  own: readonly Container[],
  { project, names }: { readonly project: OwnProject; readonly names: readonly string[] },
): Promise<string | undefined> {
  const now = await world.engine.containers({ project: project.project });
  if (now.kind === "failed") return now.error.message;
  const moved = now.value.filter(
    (each) => isRestless(each) && each.volumes.some((name) => names.includes(name)),
  );
  if (moved.length === 0) return undefined;
  const who = moved.map(({ name }) => name).join(", ");
  const how = moved.every(({ id }) => own.some((each) => each.id === id)) ? "was let go on" : "was started";
  return `${who} ${how} while its files were copied: they are not of one moment`;
}
