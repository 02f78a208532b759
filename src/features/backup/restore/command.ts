import { rehearsedBy } from "../../../core/environment/name-collisions.ts";
import { problems } from "../../../core/environment/problem.ts";
import type { Problem, Read } from "../../../core/environment/problem.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import { removalDocument } from "../../../core/stop/take-down.ts";
import type { RemovalDocument } from "../../../core/stop/take-down.ts";
import { beginJournal, lackingParts } from "./begin-journal.ts";
import { findBackup } from "./find-backup.ts";
import type { FoundBackup } from "./find-backup.ts";
import { planRestore } from "./plan-restore.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { finishRestore, readRestoreJournal, verbOf } from "./restore-journal.ts";
import type { RestoreJournal } from "./restore-journal.ts";
import { verifyBackup } from "./verify-backup.ts";
import { findRunningProject } from "../../../core/ownership/running-project.ts";
import type { RunningProject } from "../../../core/ownership/running-project.ts";
import { prepare } from "../../../core/plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../../../core/plan/prepare.ts";
import { restorePreviewLines, restoreQuestion, resumedSentence } from "../words.ts";
import { backupDirectory } from "../back-up-project.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellPreview, withoutConsent } from "../../../command/consent.ts";
import { filesOf } from "../environment-files.ts";
import { interruptedOutcome, usageOutcome } from "../../../command/usage-outcome.ts";
import { restoreEnvironment } from "./restore-environment.ts";
import type { RestoreDocument } from "./restore-environment.ts";
import { requestAsStarted } from "../../../command/request-as-started.ts";
import { printResult } from "../../../command/tell-outcome.ts";
import { withOwnProject } from "../../../command/with-own-project.ts";
import type { Held } from "../../../command/with-own-project.ts";

/** Puts a backup in the place of what an environment's stores hold, and proves it; finishes one that was cut. */
export async function restore(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const subject = await findSubject(context, words[0] ?? "");
  if (subject.kind === "failed") return usageOutcome(subject.error);
  const { running, prepared } = subject.value;
  const { environment } = running;
  const pending = await readRestoreJournal(world, running);
  const directory = backupDirectory(world, running);
  const unfinished = pending?.backup;
  const backup = await findBackup(world, { directory, environment, word: words[1] ?? "", unfinished });
  if (backup.kind === "failed") return usageOutcome(backup.error);
  const refused = await refuse(context, backup.value, environment);
  if (refused !== undefined) return refused;
  const command = `stack restore ${environment}`;
  const { external } = filesOf(prepared);
  return withOwnProject(context, { running, command, external }, (held) =>
    perform(context, held, { ...subject.value, backup: backup.value }),
  );
}

interface Subject {
  readonly running: RunningProject;
  readonly request: PrepareRequest;
  readonly prepared: Prepared;
}

/** The real environment, as it was started, also where only its rehearsal is there. */
async function findSubject(context: CommandContext, word: string): Promise<Read<Subject>> {
  const { world } = context;
  const found = await findRunningProject(context, word, false);
  if (found.kind === "failed") return found;
  const { rehearsal, project } = found.value;
  const running = rehearsal
    ? { ...found.value, project: rehearsedBy(project), rehearsal: false, containers: [] }
    : found.value;
  const request = await requestAsStarted(context, running);
  const prepared = await prepare(world, request, world.terminal.interrupted);
  return prepared.kind === "failed"
    ? problems(...prepared.error)
    : { kind: "ok", value: { running, request, prepared: prepared.value } };
}

/** Before anything is touched: is it this environment's, and is every file what was written? */
async function refuse(
  { world }: CommandContext,
  backup: FoundBackup,
  environment: string,
): Promise<Outcome | undefined> {
  if (backup.manifest.environment !== environment) {
    const other = backup.manifest.environment;
    const message = `${backup.path} is a backup of ${other}, not of ${environment}`;
    return { kind: "usage", message, fix: `stack restore ${other} ${world.files.basename(backup.path)}` };
  }
  const wrong = await verifyBackup(world, backup, world.terminal.interrupted);
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  if (wrong.length === 0) return undefined;
  const message = `${backup.path} is damaged; nothing was changed:\n  ${wrong.join("\n  ")}`;
  return { kind: "usage", message, fix: "use another backup" };
}

interface Wanted extends Subject {
  readonly backup: FoundBackup;
}

async function perform(context: CommandContext, held: Held, wanted: Wanted): Promise<Outcome> {
  const { world, flags } = context;
  const { environment } = held.project;
  const { backup, prepared } = wanted;
  const plan = planRestore(held.project, prepared.loaded.model, backup.manifest);
  // by now nobody else writes it
  const pending = await readRestoreJournal(world, held.project);
  const lacking = pending === undefined ? [] : lackingParts(pending, plan, backup);
  if (pending !== undefined && lacking.length > 0) return usageOutcome([lacks(pending, backup, lacking)]);
  const journal = beginJournal(world, { project: held.project, backup, plan, pending, copy: flags.backup });
  const preview = await removalDocument(world, plan.removal, world.terminal.interrupted);
  const document = { ...documentOf(context, held, backup, plan), ...preview };
  if (!flags.json) showAll(context, { backup, plan, preview, pending });
  if (flags.dryRun) return flags.json ? printResult(context, document, "") : { kind: "done" };
  const refused = await withoutConsent(context, {
    question: restoreQuestion(journal, held.project.own.volumes.length > 0),
    word: environment,
    command: `stack restore ${environment} ${world.files.basename(backup.path)}`,
  });
  if (refused !== undefined) return refused;
  return restoreEnvironment(context, held, {
    ...wanted,
    plan,
    journal,
    resumed: pending !== undefined,
    document,
  });
}

/** What a restore that was cut has left half changed, and this backup does not have. */
function lacks(pending: RestoreJournal, backup: FoundBackup, lacking: readonly string[]): Problem {
  return {
    message: `${verbOf(pending)} that began on ${pending.since} has left ${lacking.join(", ")} half changed, and ${backup.path} has nothing of it`,
    fix: finishRestore(pending),
  };
}

interface Shown {
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  readonly preview: RemovalDocument;
  readonly pending: RestoreJournal | undefined;
}

/** What comes, and what goes for it. A preview alone is the result; before a question it stands beside it. */
function showAll(context: CommandContext, { backup, plan, preview, pending }: Shown): void {
  const { terminal } = context.world;
  const { dryRun } = context.flags;
  const about = pending === undefined ? [] : [resumedSentence(pending)];
  const lines = `${[...about, ...restorePreviewLines(backup.manifest, plan)].join("\n")}\n`;
  if (dryRun) terminal.out(lines);
  else terminal.err(lines);
  tellPreview(context, { ...preview, toError: !dryRun });
}

function documentOf(
  { flags }: CommandContext,
  { project }: Held,
  { path, manifest }: FoundBackup,
  plan: RestorePlan,
): Omit<RestoreDocument, keyof RemovalDocument> {
  return {
    schema: 1,
    command: "restore",
    environment: project.environment,
    project: project.project,
    dryRun: flags.dryRun,
    ok: true,
    backup: path,
    createdAt: manifest.createdAt,
    parts: plan.parts,
    passedOver: plan.passedOver,
  };
}
