import type { Outcome } from "../../core/events/outcome.ts";
import { findRunningProject } from "../../core/ownership/running-project.ts";
import type { OwnProject } from "../../core/ownership/running-project.ts";
import { planRemoval, removalDocument, removeResources } from "../../core/stop/take-down.ts";
import type { DownStep, NotRemoved, Removal, RemovalDocument } from "../../core/stop/take-down.ts";
import { partKey } from "../backup/restore/parts.ts";
import type { SavedBefore } from "../backup/restore/carry-out-restore.ts";
import {
  endRestore,
  isHalfDone,
  readRestoreJournal,
  writeRestoreJournal,
} from "../backup/restore/restore-journal.ts";
import type { RestoreJournal } from "../backup/restore/restore-journal.ts";
import { serviceOf, stopServices } from "../../core/stop/stop-services.ts";
import { commands } from "../../core/report/words/commands.ts";
import { downSentence } from "../../core/report/words/down.ts";
import {
  nothingToResetSentence,
  resetInterruptedSentence,
  resetQuestion,
  usedDataProblem,
  wasResetSentence,
} from "./words.ts";
import { resetBackup } from "../backup/save-before-reset.ts";
import type { CommandContext } from "../../command/command.ts";
import { tellPreview, withoutConsent } from "../../command/consent.ts";
import { environmentFiles } from "../backup/environment-files.ts";
import type { EnvironmentFiles } from "../backup/environment-files.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { printFailure, printResult } from "../../command/tell-outcome.ts";
import type { SaidError } from "../../command/tell-outcome.ts";
import { withOwnProject } from "../../command/with-own-project.ts";
import type { Held } from "../../command/with-own-project.ts";

/** Removes an environment's containers and networks and, with `--volumes`, its data, after a backup. */
export async function reset(context: CommandContext): Promise<Outcome> {
  const { words, flags } = context;
  const found = await findRunningProject(context, words[0] ?? "", flags.rehearse);
  if (found.kind === "failed") return usageOutcome(found.error);
  const running = found.value;
  const files = await environmentFiles(context, running);
  const command = `stack reset ${running.environment}`;
  return withOwnProject(context, { running, command, external: files?.external ?? [] }, (held) =>
    perform(context, held, files),
  );
}

async function perform(
  context: CommandContext,
  held: Held,
  files: EnvironmentFiles | undefined,
): Promise<Outcome> {
  const { world, flags } = context;
  const { project } = held;
  const removal = planRemoval(project.own, { volumes: flags.volumes });
  const preview = await removalDocument(world, removal, world.terminal.interrupted);
  const document = documentOf(context, project, preview);
  if (preview.goes.length === 0) {
    // of data that is gone, none is half a backup's
    if (flags.volumes && !flags.dryRun && project.own.volumes.length === 0) await endRestore(world, project);
    return nothingGoes(context, project, removal, document);
  }
  if (flags.dryRun) {
    tellPreview(context, document);
    return { kind: "done" };
  }
  if (!flags.json) tellPreview(context, { ...preview, toError: true });
  const unfinished = await readRestoreJournal(world, project);
  // what is left of it is worth no copy: all of it was saved before
  const wasSaved = unfinished?.phase === "removing" ? unfinished.backup : undefined;
  const saves = flags.volumes && flags.backup && !project.rehearsal && wasSaved === undefined;
  const refused = await withoutConsent(context, {
    question: resetQuestion(project, { data: removal.volumes.length > 0, saves, wasSaved }),
    word: removal.volumes.length > 0 ? project.environment : undefined,
    command: `stack reset ${project.environment}${flags.volumes ? " --volumes" : ""}`,
  });
  if (refused !== undefined) return refused;
  const saved = saves
    ? await resetBackup(context, held, files, { safety: unfinished !== undefined, what: "removed" })
    : { kind: "none" as const };
  if (saved.kind === "ended") return saved.outcome;
  const backup = saved.kind === "saved" ? saved.path : (wasSaved ?? null);
  // of data that is half a backup's, that backup is the way back
  const isWhole = unfinished === undefined || !isHalfDone(unfinished);
  const journal = saved.kind === "saved" && isWhole ? beginRemoval(context, project, saved) : undefined;
  return remove(context, project, { removal, journal }, { ...document, backup });
}

/** The JSON of `stack reset`. */
interface ResetDocument extends RemovalDocument {
  readonly schema: 1;
  readonly command: "reset";
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly dryRun: boolean;
  readonly ok: boolean;
  /** Where the data was saved before. */
  readonly backup: string | null;
  /** What could not be removed. */
  readonly failed?: readonly NotRemoved[];
  /** Why not all was done, where not all was. */
  readonly error?: SaidError;
}

function documentOf({ flags }: CommandContext, project: OwnProject, preview: RemovalDocument): ResetDocument {
  return {
    schema: 1,
    command: "reset",
    environment: project.environment,
    project: project.project,
    rehearsal: project.rehearsal,
    dryRun: flags.dryRun,
    ok: true,
    ...preview,
    backup: null,
  };
}

function nothingGoes(
  context: CommandContext,
  project: OwnProject,
  removal: Removal,
  document: ResetDocument,
): Outcome {
  const used = context.flags.dryRun ? undefined : usedDataProblem(project, removal);
  if (used === undefined) return printResult(context, document, nothingToResetSentence(project, removal));
  return printFailure(context, { ...document, ok: false }, used);
}

/** From when the data goes until all of it is gone: what was cut between is told, and does not count as data. */
function beginRemoval(
  { world }: CommandContext,
  { environment, project, containers }: OwnProject,
  { path, parts }: Extract<SavedBefore, { kind: "saved" }>,
): RestoreJournal {
  const since = world.clock.now().toISOString();
  const ran = containers.filter(({ state }) => state === "running").map(serviceOf);
  return {
    environment,
    project,
    since,
    phase: "removing",
    backup: path,
    createdAt: since,
    parts: [...new Set(parts.map(partKey))],
    ran: [...new Set(ran)],
  };
}

async function remove(
  context: CommandContext,
  project: OwnProject,
  { removal, journal }: { readonly removal: Removal; readonly journal: RestoreJournal | undefined },
  document: ResetDocument,
): Promise<Outcome> {
  const { world, flags } = context;
  const failed: NotRemoved[] = [];
  const tell = (step: DownStep): void => {
    if (step.kind === "failed") failed.push({ name: step.name, message: step.message });
    const sentence = flags.quiet || step.kind === "left" ? "" : downSentence(step);
    if (sentence !== "") world.terminal.err(`${sentence}\n`);
  };
  const signal = world.terminal.interrupted;
  const stopped = await stopServices(world, project, { tell, graceSeconds: undefined, signal });
  if (stopped === "interrupted") {
    world.terminal.err(`${resetInterruptedSentence(project)}\n`);
    return interruptedOutcome(world);
  }
  if (journal !== undefined) await writeRestoreJournal(world, project, journal);
  await removeResources(world, removal, tell);
  const used = usedDataProblem(project, removal);
  const whole: ResetDocument = { ...document, ok: failed.length === 0 && used === undefined, failed };
  // without data there is none that is half a backup's
  if (whole.ok && flags.volumes) await endRestore(world, project);
  if (whole.ok) return printResult(context, whole, wasResetSentence(project, document.backup, removal));
  const fix = `${commands.reset(project)} --dry-run`;
  const some = { message: "not everything could be removed", fix };
  return printFailure(context, whole, failed.length === 0 && used !== undefined ? used : some);
}
