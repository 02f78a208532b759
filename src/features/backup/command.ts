import {
  finishRestore,
  isHalfDone,
  readRestoreJournal,
  restoreStanding,
  verbOf,
} from "./restore/restore-journal.ts";
import type { RestoreJournal } from "./restore/restore-journal.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import type { BackupManifest } from "./save/backup-manifest.ts";
import { findRunningProject } from "../../core/ownership/running-project.ts";
import { backedUpSentence, notSavedSentence } from "./words.ts";
import { backUpProject } from "./back-up-project.ts";
import type { CommandContext } from "../../command/command.ts";
import { environmentFiles } from "./environment-files.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { withOwnProject } from "../../command/with-own-project.ts";
import type { Held } from "../../command/with-own-project.ts";

/** Saves every data store of an environment, read back and with checksums, into one folder. */
export async function backup(context: CommandContext): Promise<Outcome> {
  const found = await findRunningProject(context, context.words[0] ?? "", false);
  if (found.kind === "failed") return usageOutcome(found.error);
  const running = found.value;
  if (running.rehearsal) {
    return {
      kind: "usage",
      message: `only a rehearsal of ${running.environment} is here, and its stand-ins hold no data`,
      fix: `stack up ${running.environment}`,
    };
  }
  const files = await environmentFiles(context, running);
  const command = `stack backup ${running.environment}`;
  return withOwnProject(context, { running, command, external: files?.external ?? [] }, (held) =>
    perform(context, held, files),
  );
}

/** The latest backup would be one of data that never was. */
function halfRestored(journal: RestoreJournal): Outcome {
  const message = `${verbOf(journal)} that began on ${journal.since} has not ended: ${restoreStanding(journal)}`;
  return { kind: "usage", message, fix: finishRestore(journal) };
}

function nothingToSave(
  environment: string,
  notSaved: BackupManifest["notSaved"],
  areFilesKnown: boolean,
): Outcome {
  if (notSaved.length > 0)
    return {
      kind: "usage",
      message: `nothing was saved: ${environment} has no data in volumes of its own\n${notSavedSentence(notSaved)}`,
      fix: `save those by your own means while nothing writes to them: stack down ${environment}`,
    };
  if (!areFilesKnown)
    return {
      kind: "usage",
      message: `nothing was saved: ${environment} has no volume here, and its files, which would say where else its data lies, cannot be read`,
      fix: `stack plan ${environment}`,
    };
  return { kind: "usage", message: `${environment} has no data yet`, fix: `stack up ${environment}` };
}

/** The JSON of `stack backup`. */
interface BackupDocument {
  readonly schema: 1;
  readonly command: "backup";
  readonly ok: true;
  readonly environment: string;
  readonly project: string;
  /** The folder that was written. */
  readonly path: string;
  readonly parts: BackupManifest["parts"];
  readonly notSaved: BackupManifest["notSaved"];
}

async function perform(
  context: CommandContext,
  held: Held,
  files: Awaited<ReturnType<typeof environmentFiles>>,
): Promise<Outcome> {
  const { world, flags } = context;
  const { environment } = held.project;
  const unfinished = await readRestoreJournal(world, held.project);
  if (unfinished !== undefined && isHalfDone(unfinished)) return halfRestored(unfinished);
  const answer = await backUpProject(context, held, files);
  switch (answer.kind) {
    case "nothing":
      return nothingToSave(environment, answer.notSaved, files !== undefined);
    case "failed":
      if (world.terminal.interrupted.aborted) {
        world.terminal.err("interrupted: nothing was saved\n");
        return interruptedOutcome(world);
      }
      return {
        kind: "unexpected",
        message: `${environment} was not saved: ${answer.error}`,
        fix: `stack status ${environment}`,
      };
    case "saved": {
      const { path, manifest } = answer;
      const omitted = notSavedSentence(manifest.notSaved);
      if (omitted !== "" && !flags.quiet) world.terminal.err(`${omitted}\n`);
      if (flags.json) world.terminal.outDocument(documentOf(held, path, manifest), 2);
      else
        world.terminal.out(
          `${backedUpSentence(path, manifest)}\nbring it back: stack restore ${environment} ${world.files.basename(path)}\n`,
        );
      return { kind: "done" };
    }
  }
}

function documentOf({ project }: Held, path: string, { parts, notSaved }: BackupManifest): BackupDocument {
  const about = { environment: project.environment, project: project.project };
  return { schema: 1, command: "backup", ok: true, ...about, path, parts, notSaved };
}
