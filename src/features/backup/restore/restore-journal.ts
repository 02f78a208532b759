import * as z from "zod";
import type { Outcome } from "../../../core/events/outcome.ts";
import { stateFiles } from "../../../core/journal/state-files.ts";
import type { ProjectPlace } from "../../../core/journal/state-files.ts";
import { check } from "../../../core/preflight/check.ts";
import type { Check, Finding } from "../../../core/preflight/check.ts";
import { fail, warn } from "../../../core/preflight/finding.ts";
import type { WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";

const journalSchema = z.object({
  schema: z.literal(1),
  environment: z.string(),
  project: z.string(),
  since: z.string(),
  phase: z.enum(["saving", "replacing", "starting", "removing"]),
  backup: z.string(),
  createdAt: z.string(),
  parts: z.array(z.string()),
  before: z.string().optional(),
  ran: z.array(z.string()),
});

/**
 * A restore that has begun, and has not ended: written whole before each step that cannot be taken back, gone when all
 * was proven. While it stands, what the stores hold is not to be trusted.
 */
export interface RestoreJournal {
  readonly environment: string;
  readonly project: string;
  readonly since: string;
  /**
   * `saving`: what was there is being saved, nothing was changed. `replacing`: the data is neither the old nor all of the
   * backup's. `starting`: all data is the backup's, and proven; what was stopped for it is being started again.
   * `removing`: it is no restore but a reset, which has saved the data there and was taking it away.
   */
  readonly phase: "saving" | "replacing" | "starting" | "removing";
  /** The backup's folder, and when it was made. */
  readonly backup: string;
  readonly createdAt: string;
  /** What is being replaced: stores by service, others by volume. */
  readonly parts: readonly string[];
  /** Where what was there before is saved. */
  readonly before?: string | undefined;
  /** The services that ran when it began, and are to run again. */
  readonly ran: readonly string[];
}

const journals = stateFiles<RestoreJournal>("restores", journalSchema);

/** Undefined where no restore is under way. */
export async function readRestoreJournal(
  world: Pick<World, "files">,
  place: ProjectPlace,
): Promise<RestoreJournal | undefined> {
  return journals.read(world, place);
}

/** Of every project that was started from this folder. */
async function readRestoreJournals(
  world: Pick<World, "files">,
  folder: string,
): Promise<readonly RestoreJournal[]> {
  const projects = await journals.projects(world, folder);
  const read = await Promise.all(projects.map((project) => journals.read(world, { folder, project })));
  return read.flatMap((journal) => journal ?? []);
}

/** On disk before anything is replaced: what a cut restore is known by. Fails with the reason. */
export async function writeRestoreJournal(
  world: Pick<World, "files">,
  place: ProjectPlace,
  journal: RestoreJournal,
): Promise<WriteAnswer> {
  return journals.write(world, place, journal);
}

/** The restore is whole, or undone: nobody needs to hear of it again. */
export function endRestore(world: Pick<World, "files">, place: ProjectPlace): Promise<WriteAnswer> {
  return journals.remove(world, place);
}

/** A start in which everything came up has done what was left, where no data was half changed. */
export async function endAfterStart(
  world: Pick<World, "files">,
  place: ProjectPlace,
  { kind }: Outcome,
): Promise<void> {
  if (kind !== "done" && kind !== "degraded") return;
  const journal = await readRestoreJournal(world, place);
  if (journal !== undefined && !isHalfDone(journal)) await endRestore(world, place);
}

/** On such data nothing should run, and a copy of it is worth nothing. */
export function isHalfDone({ phase }: Pick<RestoreJournal, "phase">): boolean {
  return phase === "replacing" || phase === "removing";
}

interface RestorePlace {
  /** The folder that `.stack` lies in. */
  readonly folder: string;
  /** Undefined: every project of the folder. */
  readonly project: string | undefined;
}

/** Has a restore begun that has not ended? On half of its data nothing should run. */
export function unfinishedRestoreCheck({ folder, project }: RestorePlace): Check {
  return check({
    name: "restore",
    observe: async (world) => {
      if (project === undefined) return readRestoreJournals(world, folder);
      const journal = await readRestoreJournal(world, { folder, project });
      return journal === undefined ? [] : [journal];
    },
    judge: (journals) => journals.map(judgeRestore),
  });
}

function judgeRestore(journal: RestoreJournal): Finding {
  const { environment, since, phase, backup, before } = journal;
  const parts = {
    title: `${verbOf(journal)} of ${environment} that began on ${since} has not ended`,
    detail: restoreStanding(journal),
    fix: finishRestore(journal),
    data: { environment, since, phase, backup, before: before ?? null },
  };
  return isHalfDone(journal) ? fail("restore.unfinished", parts) : warn("restore.unfinished", parts);
}

/** What was begun, for "… that began on … has not ended". */
export function verbOf({ phase }: Pick<RestoreJournal, "phase">): string {
  return phase === "removing" ? "a reset" : "a restore";
}

/** How far it came, and what that means. */
export function restoreStanding({ phase, backup, before, parts }: RestoreJournal): string {
  switch (phase) {
    case "saving":
      return "it was cut while it saved what was there: no data was changed";
    case "replacing": {
      const kept = before === undefined ? "" : `; what was there before is in ${before}`;
      return `${parts.join(", ")}: neither the old data nor all of ${backup}${kept}`;
    }
    case "starting":
      return `all data is that of ${backup}, and proven; what was stopped for it does not all run again`;
    case "removing":
      return `some of the data is gone, and the rest may be damaged; all of it was saved before in ${backup}`;
  }
}

/** What to type: the same again finishes it; where there is a copy of what was before, that undoes it. */
export function finishRestore({ phase, environment, backup, before }: RestoreJournal): string {
  if (phase === "removing")
    return `finish it: stack reset ${environment} --volumes; or bring the data back: stack restore ${environment} ${backup}`;
  const finish = `finish it: stack restore ${environment} ${backup}`;
  if (phase !== "replacing") return finish;
  const undo = before === undefined ? "" : `; or undo it: stack restore ${environment} ${before}`;
  return `${finish}${undo}; or, where no backup is left: stack reset ${environment} --volumes`;
}
