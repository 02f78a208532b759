import { completedProject } from "../../../core/start/up.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { RemovalDocument } from "../../../core/stop/take-down.ts";
import { recordResources } from "../../../core/ownership/own-resources.ts";
import { carryOutRestore } from "./carry-out-restore.ts";
import type { WholeAnswer } from "./carry-out-restore.ts";
import type { FoundBackup } from "./find-backup.ts";
import { readBackup } from "./find-backup.ts";
import type { RestorePlan } from "./plan-restore.ts";
import type { RestoreStep } from "./restore-backup.ts";
import { readRestoreJournal, restoreStanding } from "./restore-journal.ts";
import type { RestoreJournal } from "./restore-journal.ts";
import { startConsumers } from "../../secrets/rotate/consumers.ts";
import type { RotationContext } from "../../secrets/rotate/rotation.ts";
import { kindsOf } from "../../../core/environment/service-kind.ts";
import type { Prepared, PrepareRequest } from "../../../core/plan/prepare.ts";
import { restoreSentence, wasRestoredSentence } from "../words.ts";
import { launchWords } from "../../../core/report/words/launch-words.ts";
import { serviceSentence } from "../../secrets/rotate/words.ts";
import { completeSecrets } from "../../../core/secrets/complete.ts";
import { holdSecrets } from "../../../core/secrets/store/secrets-lock.ts";
import { backupDirectory } from "../back-up-project.ts";
import type { CommandContext } from "../../../command/command.ts";
import { filesOf } from "../environment-files.ts";
import type { EnvironmentFiles } from "../environment-files.ts";
import { interruptedOutcome } from "../../../command/usage-outcome.ts";
import { knownSecrets } from "../../../command/open-context.ts";
import { resetBackup } from "../save-before-reset.ts";
import { printFailure, printResult } from "../../../command/tell-outcome.ts";
import type { SaidError } from "../../../command/tell-outcome.ts";
import type { Held } from "../../../command/with-own-project.ts";

/** The JSON of `stack restore`. */
export interface RestoreDocument extends RemovalDocument {
  readonly schema: 1;
  readonly command: "restore";
  readonly environment: string;
  readonly project: string;
  readonly dryRun: boolean;
  readonly ok: boolean;
  /** The folder of the backup, and when it was made. */
  readonly backup: string;
  readonly createdAt: string;
  readonly parts: RestorePlan["parts"];
  /** In the backup, and no service has it any more. */
  readonly passedOver: RestorePlan["passedOver"];
  /** Where what was there before was saved; null where nothing was. */
  readonly before?: string | null;
  /** How each part was proven after it had been put back. */
  readonly proofs?: readonly RestoreProof[];
  /** Why not all was done, where not all was. */
  readonly error?: SaidError;
}

interface RestoreProof {
  readonly what: string;
  readonly proof: string;
  readonly durationMs: number;
}

export interface Replacing {
  readonly request: PrepareRequest;
  readonly prepared: Prepared;
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  readonly journal: RestoreJournal;
  readonly resumed: boolean;
  readonly document: RestoreDocument;
}

/** Performs a restore that was agreed to, with the secrets as they are, and tells what came of it. */
export async function restoreEnvironment(
  context: CommandContext,
  held: Held,
  replacing: Replacing,
): Promise<Outcome> {
  const { world } = context;
  const { environment } = held.project;
  const place = { environment, directory: held.project.folder };
  const hold = {
    command: `stack restore ${environment}`,
    onWait: () => world.terminal.err("the restore waits: somebody else is changing the secrets\n"),
  };
  const answer = await holdSecrets(world, place, hold, () => putBackHolding(context, held, replacing));
  return answer.kind === "held" ? answer.value : interruptedOutcome(world);
}

/** A store that is made anew is made with a secret that stays: what is missing is generated first, as a start does. */
async function putBackHolding(context: CommandContext, held: Held, replacing: Replacing): Promise<Outcome> {
  const { world } = context;
  const { prepared, request } = replacing;
  const { environment, specs, variables } = prepared;
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const completion = await completeSecrets(world, { ...place, specs, variables });
  context.learnSecrets(await knownSecrets(context));
  const problem = completion.problems.find(({ blocking }) => blocking);
  if (problem !== undefined) return { kind: "usage", message: problem.detail, fix: problem.fix };
  const compose = completedProject(environment, completion.envFile, request.set);
  return replace(context, held, { ...replacing, files: { ...filesOf(prepared), compose } });
}

interface Ready extends Replacing {
  readonly files: EnvironmentFiles;
}

async function replace(context: CommandContext, held: Held, ready: Ready): Promise<Outcome> {
  const { world, flags } = context;
  const { project, engine } = held;
  const { files, journal, backup } = ready;
  const steps: RestoreStep[] = [];
  const tell = (step: RestoreStep): void => {
    steps.push(step);
    if (!flags.quiet) world.terminal.err(`${restoreSentence(step)}\n`);
  };
  const work = { world, engine, signal: world.terminal.interrupted };
  const before = journal.before === undefined ? undefined : await readBackup(world, journal.before);
  const rotation = rotationContext(context, held, ready);
  const answer = await carryOutRestore(work, {
    ...ready,
    ...files,
    project,
    rotation,
    startAgain: async (services) =>
      startConsumers(
        rotation,
        services.map((service) => ({ service, how: "restart" })),
        work.signal,
      ),
    directory: backupDirectory(world, project),
    keep: flags.backup,
    saved: before?.parts ?? [],
    save: async () => resetBackup(context, held, files, { safety: true, what: "restored" }),
    tell,
  });
  await record(context, project, files);
  if (answer.kind === "unchanged") return answer.outcome;
  const proofs = steps.flatMap((step) =>
    step.kind === "restored" ? [{ what: step.what, proof: step.proof, durationMs: step.durationMs }] : [],
  );
  const ok = answer.kind === "restored";
  const document: RestoreDocument = { ...ready.document, ok, before: answer.before ?? null, proofs };
  if (ok) return printResult(context, document, wasRestoredSentence(project, backup.manifest.createdAt));
  return notRestored(context, answer, { project, document, backup });
}

function rotationContext(context: CommandContext, held: Held, { prepared, files }: Ready): RotationContext {
  const { world, flags } = context;
  const { environment } = held.project;
  return {
    world,
    prepared,
    own: held.project,
    project: files.compose,
    tell: (happening) => {
      const sentence = flags.quiet ? "" : serviceSentence(happening);
      if (sentence !== "") world.terminal.err(`${sentence}\n`);
    },
    words: launchWords({ environment, rehearsal: false }),
    timeoutMs: flags.timeout,
  };
}

/** Volumes that were made anew are others than those on record. */
async function record(
  { world }: CommandContext,
  project: OwnProject,
  { model, compose, external }: EnvironmentFiles,
): Promise<void> {
  const { directory } = compose;
  const volumesBefore = new Set(project.own.everything.volumes.map(({ name }) => name));
  await recordResources(world, {
    ...project,
    external,
    directory,
    volumesBefore,
    files: undefined,
    imagesMade: () => false,
    kinds: kindsOf(model.services),
  });
}

async function notRestored(
  context: CommandContext,
  answer: Extract<WholeAnswer, { kind: "failed" | "not-started" }>,
  { project, backup, document }: NotRestored,
): Promise<Outcome> {
  const { world, flags } = context;
  const { before, reason } = answer;
  const { environment } = project;
  if (answer.kind === "not-started") {
    const message = `the data of ${environment} is the backup's, and proven, but not all that ran before comes up with it: ${reason}`;
    const fix = `stack up ${environment}`;
    world.terminal.err(`${message}\n  next: ${fix}\n`);
    if (flags.json) printResult(context, { ...document, error: { message, fix } }, "");
    return { kind: "start-failed", services: [] };
  }
  const back =
    before === undefined ? "" : `; back to what was before: stack restore ${environment} ${before}`;
  const fix = `mend that and try again: stack restore ${environment} ${backup.path}${back}`;
  if (!world.terminal.interrupted.aborted) {
    return printFailure(context, document, { message: `${answer.what} was not restored: ${reason}`, fix });
  }
  const left = await readRestoreJournal(world, project);
  const standing = left === undefined ? "nothing is left to do" : restoreStanding(left);
  world.terminal.err(`interrupted: ${standing}\n  next: ${fix}\n`);
  if (flags.json) printResult(context, document, "");
  return interruptedOutcome(world);
}

interface NotRestored extends Pick<Replacing, "backup"> {
  readonly project: OwnProject;
  readonly document: RestoreDocument;
}
