import type { BackupManifest, BackupPart, NotSaved } from "./save/backup-manifest.ts";
import type { BackupStep } from "./save/tell-backup-step.ts";
import type { RestorePlan } from "./restore/plan-restore.ts";
import { restoreStanding, verbOf } from "./restore/restore-journal.ts";
import type { RestoreJournal } from "./restore/restore-journal.ts";
import type { RestoreStep } from "./restore/restore-backup.ts";
import { bytes } from "../../world/bytes.ts";
import { commands, type Target } from "../../core/report/words/commands.ts";
import { duration, moment } from "../../core/report/words/duration.ts";
import { count, listing } from "../../core/report/words/lists.ts";

/** What a backup does, as it does it. */
export function backupSentence(step: BackupStep): string {
  switch (step.kind) {
    case "starting":
      return `starting ${step.service}: it has to run to be saved`;
    case "as-files":
      return `${step.service} does not come up, so its files are saved as they lie: ${step.reason}`;
    case "standing-still":
      return `${listing(step.containers)} ${step.containers.length === 1 ? "stands" : "stand"} still while ${listing(step.volumes)} ${step.volumes.length === 1 ? "is" : "are"} copied`;
    case "others-write":
      return `${listing(step.containers)}, not of this project, may write to ${listing(step.volumes)} meanwhile: the copy is then not of one moment`;
    case "not-put-back":
      return step.what.join("\n");
    case "saving":
      return `saving ${step.what}`;
    case "saved":
      return `  ${contentOf(step.part)}: ${step.part.file}, ${bytes(step.part.sizeBytes)}, read back, in ${duration(step.durationMs)}`;
  }
}

/** What a part of a backup holds. */
function contentOf(part: BackupPart): string {
  switch (part.kind) {
    case "postgres": {
      const rows = part.tables.reduce((sum, each) => sum + each.rows, 0);
      return `${count(rows, "row")} in ${count(part.tables.length, "table")}`;
    }
    case "redis":
      return count(part.keys, "key");
    case "qdrant":
      return `${count(part.points.most, "point")} in ${part.collection}`;
    case "volume":
      return `${count(part.entries, "file")}, ${bytes(part.contentBytes)}`;
  }
}

export function backedUpSentence(path: string, manifest: BackupManifest): string {
  const size = manifest.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${manifest.environment} is saved: ${count(manifest.parts.length, "file")}, ${bytes(size)}, in ${path}`;
}

/** What a backup leaves out, and why. */
export function notSavedSentence(notSaved: readonly NotSaved[]): string {
  const models = notSaved.filter(({ why }) => why === "model-files").map(({ volume }) => volume);
  const unnamed = notSaved.filter(({ why }) => why === "unnamed").map(({ volume }) => volume.slice(0, 12));
  const mounted = notSaved.filter(({ why }) => why === "mounted").map(({ volume }) => volume);
  const external = notSaved.filter(({ why }) => why === "external").map(({ volume }) => volume);
  return [
    mounted.length === 0 ? "" : `not saved: ${listing(mounted)}: mounted from this host, and yours to save`,
    external.length === 0 ? "" : `not saved: ${listing(external)}: not of this project`,
    models.length === 0 ? "" : `not saved: ${listing(models)}: model files, which are downloaded again`,
    unnamed.length === 0 ? "" : `not saved: ${listing(unnamed)}: volumes without a name`,
  ]
    .filter((text) => text !== "")
    .join("\n");
}

/** What a restore brings back, and what of the backup it leaves out. */
export function restorePreviewLines({ createdAt }: BackupManifest, plan: RestorePlan): readonly string[] {
  return [
    `the backup of ${createdAt}, its checksums as they were written:`,
    ...plan.parts.map((part) => `  ${partName(part)}: ${contentOf(part)}`),
    ...plan.passedOver.map((part) => `  ${leftOut(partName(part))}`),
  ];
}

function partName(part: BackupPart): string {
  return part.kind === "volume" ? part.volume : part.service;
}

function leftOut(what: string): string {
  return `left out: ${what}: no service has it any more`;
}

/** What a restore does, as it does it. */
export function restoreSentence(step: RestoreStep): string {
  switch (step.kind) {
    case "stopping":
      return `stopping ${step.services.join(", ")}`;
    case "starting":
      return `starting ${step.services.join(", ")}`;
    case "put-aside": {
      const kept = step.path === undefined ? "" : `, what it had is put aside in ${step.path}`;
      return `${step.reason}: ${listing(step.volumes)} ${step.volumes.length === 1 ? "is" : "are"} made anew${kept}`;
    }
    case "password":
      return step.reason === undefined
        ? `  proven: ${step.service} takes the password of the secrets`
        : `  not proven: whether ${step.service} takes the password of the secrets: ${step.reason}`;
    case "left-behind":
      return `optional, and not ready again: ${step.reason}`;
    case "restoring":
      return `restoring ${step.what}`;
    case "restored":
      return `  proven: ${step.proof}, in ${duration(step.durationMs)}`;
    case "passed-over":
      return leftOut(step.what);
  }
}

export function restoreQuestion(
  { environment, phase, createdAt, before }: RestoreJournal,
  hasData: boolean,
): string {
  const by = `by this backup of ${createdAt}?`;
  switch (phase) {
    case "saving":
      return `Replace the data of ${environment}, which is saved first ${by}`;
    case "removing":
    case "replacing": {
      const kept = before === undefined ? " WITHOUT a backup of it" : `, saved before in ${before},`;
      return `Replace the data of ${environment}${hasData ? kept : ""} ${by}`;
    }
    case "starting":
      return `Start again what ran before in ${environment}, with the data of this backup of ${createdAt}?`;
  }
}

/** Of a restore that was cut, and is gone on with. */
export function resumedSentence(journal: RestoreJournal): string {
  return `${verbOf(journal)} that began on ${moment(journal.since)} has not ended: ${restoreStanding(journal)}`;
}

export function wasRestoredSentence(target: Target, createdAt: string): string {
  return `${target.environment} is as it was on ${moment(createdAt)}, and proven so. See to the rest: ${commands.up(target)}`;
}
