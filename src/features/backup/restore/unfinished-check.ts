import { check } from "../../../core/preflight/check.ts";
import type { Check, Finding } from "../../../core/preflight/check.ts";
import { fail, warn } from "../../../core/preflight/finding.ts";
import { readRestoreJournal, readRestoreJournals } from "./restore-journal.ts";
import type { RestoreJournal } from "./restore-journal.ts";

export interface RestorePlace {
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
    title: `a restore of ${environment} that began on ${since} has not ended`,
    detail: restoreStanding(journal),
    fix: finishRestore(journal),
    data: { environment, since, phase, backup, before: before ?? null },
  };
  return phase === "replacing" ? fail("restore.unfinished", parts) : warn("restore.unfinished", parts);
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
  }
}

/** What to type: the same again finishes it; where there is a copy of what was before, that undoes it. */
export function finishRestore({ phase, environment, backup, before }: RestoreJournal): string {
  const finish = `finish it: stack restore ${environment} ${backup}`;
  return phase === "replacing" && before !== undefined
    ? `${finish}; or undo it: stack restore ${environment} ${before}`
    : finish;
}
