import type { BackupPart } from "../save/backup-manifest.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import type { RotationContext } from "../../secrets/rotate/rotation.ts";
import type { StepAnswer } from "../../../core/secrets/clients/store-client.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { shellWord } from "../../../core/secrets/shell-word.ts";
import type { SystemError } from "../../../world/system-error.ts";
import { storesOf } from "./parts.ts";
import { restoreBackup } from "./restore-backup.ts";
import type { RestoreRequest } from "./restore-backup.ts";
import { endRestore, writeRestoreJournal } from "./restore-journal.ts";
import type { RestoreJournal } from "./restore-journal.ts";
import { settlePasswords } from "./settle-passwords.ts";

export interface WholeRestore extends Omit<RestoreRequest, "aside"> {
  /** What is begun, or gone on with: its phase says where. */
  readonly journal: RestoreJournal;
  /** How the stores are asked for their passwords. */
  readonly rotation: RotationContext;
  /** Starts services in their order, and ends when each has proven itself. */
  readonly startAgain: (services: readonly string[]) => Promise<StepAnswer>;
  /** Where backups of this environment lie. */
  readonly directory: string;
  /** False: nobody wants what was there. */
  readonly keep: boolean;
  /** What a copy made by an earlier run holds. */
  readonly saved: readonly BackupPart[];
  /** Saves what is there, where that is wanted. */
  readonly save: () => Promise<SavedBefore>;
}

export type SavedBefore =
  | { readonly kind: "saved"; readonly path: string; readonly parts: readonly BackupPart[] }
  /** There was nothing to save. */
  | { readonly kind: "none" }
  | { readonly kind: "ended"; readonly outcome: Outcome };

export type WholeAnswer =
  | { readonly kind: "restored"; readonly before: string | undefined }
  /** The data is back and proven, and what was stopped for it does not come up with it. */
  | { readonly kind: "not-started"; readonly before: string | undefined; readonly reason: string }
  /** Part of the data may have been changed: the journal stands. */
  | {
      readonly kind: "failed";
      readonly what: string;
      readonly reason: string;
      readonly before: string | undefined;
    }
  /** Nothing was changed. */
  | { readonly kind: "unchanged"; readonly outcome: Outcome };

/**
 * A restore from its first step to its last, or from where an earlier run was cut. A journal is written before each step
 * that cannot be taken back, and goes when all is proven: data, passwords, and what was started with them.
 */
export async function carryOutRestore(work: StoreWork, request: WholeRestore): Promise<WholeAnswer> {
  const { world } = work;
  const { journal: begun, project } = request;
  const written = await writeRestoreJournal(world, project, begun);
  if (written.kind === "failed") return noJournal(project, written.error);
  if (begun.phase === "starting") return start(work, request, begun);
  const saved = begun.phase === "saving" ? await request.save() : { kind: "none" as const };
  if (saved.kind === "ended") {
    await endRestore(world, project);
    return { kind: "unchanged", outcome: saved.outcome };
  }
  const before = saved.kind === "saved" ? saved.path : begun.before;
  const replacing = { ...begun, before, phase: "replacing" } as const;
  const noted = begun.phase === "replacing" ? written : await writeRestoreJournal(world, project, replacing);
  if (noted.kind === "failed") {
    await endRestore(world, project);
    return noJournal(project, noted.error);
  }
  const failed = await replace(work, request, saved.kind === "saved" ? saved.parts : request.saved);
  if (failed !== undefined) return { kind: "failed", ...failed, before };
  return start(work, request, replacing);
}

function noJournal({ folder }: OwnProject, { code, reason }: SystemError): WholeAnswer {
  const message = `nothing was restored: the journal of the restore cannot be written: ${reason}`;
  const fix =
    code === "ENOSPC" || code === "EDQUOT"
      ? `make room (df -h ${shellWord(folder)}), then try again`
      : `make ${folder}/.stack writable by you (ls -ld ${shellWord(folder)}), then try again`;
  return { kind: "unchanged", outcome: { kind: "unexpected", message, fix } };
}

async function replace(
  work: StoreWork,
  request: WholeRestore,
  saved: readonly BackupPart[],
): Promise<{ readonly what: string; readonly reason: string } | undefined> {
  const { directory, keep, rotation, tell, project, plan } = request;
  const answer = await restoreBackup(work, { ...request, aside: { saved, directory, keep } });
  if (answer.kind === "failed") return answer.error;
  const services = plan.parts.map(({ service }) => service);
  const reason = await settlePasswords(rotation, { services, tell, signal: work.signal });
  if (work.signal.aborted) return { what: project.environment, reason: "interrupted" };
  return reason === undefined ? undefined : { what: "the password", reason };
}

/** What ran before runs again, each service proven by its own probe: optional ones hold nothing up. */
async function start(
  work: StoreWork,
  { project, plan, journal, tell, model, startAgain, rotation }: WholeRestore,
  now: RestoreJournal,
): Promise<WholeAnswer> {
  const { world } = work;
  const { before } = now;
  await writeRestoreJournal(world, project, { ...now, phase: "starting" });
  const stores = new Set(storesOf(plan.parts).map(({ service }) => service));
  const known = model.services.filter(({ name }) => journal.ran.includes(name));
  const isAwaited = ({ name }: { readonly name: string }): boolean =>
    !stores.has(name) || journal.phase === "starting";
  const required = known.filter((service) => isAwaited(service) && !service.extras.optional);
  const optional = known.filter((service) => isAwaited(service) && service.extras.optional);
  const services = [...required, ...optional].map(({ name }) => name);
  if (services.length > 0) tell({ kind: "starting", services });
  const answer = await startAgain(required.map(({ name }) => name));
  const rest = answer.kind === "ok" ? await startAgain(optional.map(({ name }) => name)) : answer;
  if (answer.kind === "aborted" || rest.kind === "aborted") {
    return { kind: "failed", what: project.environment, reason: "interrupted", before };
  }
  // who keeps a password in a volume of files can be asked only now
  const keepers = services.filter((service) => !stores.has(service));
  const refused = await settlePasswords(rotation, { services: keepers, tell, signal: work.signal });
  await endRestore(world, project);
  const reason = answer.kind === "failed" ? answer.error : refused;
  if (reason !== undefined) return { kind: "not-started", reason, before };
  if (rest.kind === "failed") tell({ kind: "left-behind", reason: rest.error });
  return { kind: "restored", before };
}
