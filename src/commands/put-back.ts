import type { Outcome } from "../launch/outcome.ts";
import type { OwnProject } from "../launch/own-project.ts";
import { recordResources } from "../launch/ownership/record-resources.ts";
import type { FoundBackup } from "../launch/restore/find-backup.ts";
import type { RestorePlan } from "../launch/restore/plan-restore.ts";
import { restoreBackup } from "../launch/restore/restore-backup.ts";
import type { RestoredAll, RestoreStep } from "../launch/restore/restore-backup.ts";
import { kindsOf } from "../launch/service-kind.ts";
import { restoreSentence, wasRestoredSentence } from "../report/phrases/backup.ts";
import type { CommandContext } from "./command.ts";
import type { EnvironmentFiles } from "./environment-files.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import { sayResult } from "./say-result.ts";
import type { Held } from "./with-own-project.ts";

export interface Replacing {
  readonly files: EnvironmentFiles;
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  readonly document: object;
  /** Where what was there before is saved. */
  readonly way: string | null;
}

/** Performs a restore that was agreed to, and tells what came of it. */
export async function putBack(
  context: CommandContext,
  { project, engine }: Held,
  replacing: Replacing,
): Promise<Outcome> {
  const { world, flags } = context;
  const { files, backup, plan } = replacing;
  const steps: RestoreStep[] = [];
  const tell = (step: RestoreStep): void => {
    steps.push(step);
    if (!flags.quiet) world.terminal.err(`${restoreSentence(step)}\n`);
  };
  const work = { world, engine, signal: world.terminal.interrupted };
  const answer = await restoreBackup(work, { project, ...files, backup, plan, tell });
  await record(context, project, files);
  const proofs = steps.flatMap((step) =>
    step.kind === "restored" ? [{ what: step.what, proof: step.proof, durationMs: step.durationMs }] : [],
  );
  const document = { ...replacing.document, ok: answer.kind === "restored", proofs };
  if (answer.kind === "restored") {
    return sayResult(context, document, wasRestoredSentence(project, backup.manifest.createdAt));
  }
  if (flags.json) sayResult(context, document, "");
  return notRestored(context, project, answer, replacing);
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

function notRestored(
  { world }: CommandContext,
  { environment }: OwnProject,
  { what, reason }: Extract<RestoredAll, { kind: "failed" }>,
  { backup, way }: Replacing,
): Outcome {
  const back =
    way === null ? "" : `; back to what was before: stack restore ${environment} ${way} --no-backup`;
  const fix = `mend that and try again: stack restore ${environment} ${backup.path}${back}`;
  if (!world.terminal.interrupted.aborted) {
    return { kind: "unexpected", message: `${what} was not restored: ${reason}`, fix };
  }
  world.terminal.err(`interrupted: the data is neither the old nor all of the backup's\n  next: ${fix}\n`);
  return interruptedOutcome(world);
}
