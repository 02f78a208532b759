import type { World } from "../../../world/world.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";
import type { FoundBackup } from "./find-backup.ts";
import { partKey } from "./parts.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { isHalfDone } from "./restore-journal.ts";
import type { RestoreJournal } from "./restore-journal.ts";

export interface Beginning {
  readonly project: OwnProject;
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  /** Of a restore that was cut. */
  readonly pending: RestoreJournal | undefined;
  /** Whether what is there is to be saved first. */
  readonly copy: boolean;
}

/**
 * Where a restore begins: at its beginning; or, where one was cut, at what that one was doing. Half of a backup's data is
 * not worth a copy: the one made before it is the way back.
 */
export function beginJournal(
  { clock }: Pick<World, "clock">,
  { project, backup, plan, pending, copy }: Beginning,
): RestoreJournal {
  const isSame = pending?.backup === backup.path && pending.phase !== "removing";
  const ran = project.containers.filter(({ state }) => state === "running").map(serviceOf);
  const about = {
    environment: project.environment,
    project: project.project,
    since: isSame && pending !== undefined ? pending.since : clock.now().toISOString(),
    backup: backup.path,
    createdAt: backup.manifest.createdAt,
    parts: [...new Set(plan.parts.map(partKey))],
    ran: [...new Set([...(pending?.ran ?? []), ...ran])],
  };
  if (pending !== undefined && isHalfDone(pending))
    return { ...about, phase: "replacing", before: pending.before };
  if (pending?.phase === "starting" && isSame) return { ...about, phase: "starting", before: pending.before };
  return { ...about, phase: copy && project.own.volumes.length > 0 ? "saving" : "replacing" };
}

/** What of a restore that was cut this one would leave half changed. */
export function lackingParts(
  pending: RestoreJournal,
  { parts }: RestorePlan,
  { path }: FoundBackup,
): readonly string[] {
  if (!isHalfDone(pending) || pending.backup === path) return [];
  const replaced = new Set(parts.map(partKey));
  return pending.parts.filter((part) => !replaced.has(part));
}
