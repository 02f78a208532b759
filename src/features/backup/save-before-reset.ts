import type { Outcome } from "../../core/events/outcome.ts";
import type { SavedBefore } from "./restore/carry-out-restore.ts";
import { backedUpSentence, notSavedSentence } from "./words.ts";
import { backUpProject } from "./back-up-project.ts";
import type { CommandContext } from "../../command/command.ts";
import type { EnvironmentFiles } from "./environment-files.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import type { Held } from "../../command/with-own-project.ts";

/**
 * The way back, before data is removed or replaced: without it nothing is. `safety`: it is never the latest backup, for
 * the latest is what a restore puts back, or what it holds is half of one.
 */
export async function resetBackup(
  context: CommandContext,
  held: Held,
  files: EnvironmentFiles | undefined,
  { safety, what }: { readonly safety: boolean; readonly what: "removed" | "restored" },
): Promise<SavedBefore> {
  const { world, flags } = context;
  const answer = await backUpProject(context, held, files, safety);
  if (answer.kind === "nothing") return { kind: "none" };
  if (answer.kind === "saved") {
    const omitted = notSavedSentence(answer.manifest.notSaved);
    const said = [backedUpSentence(answer.path, answer.manifest), omitted].filter((text) => text !== "");
    if (!flags.quiet) world.terminal.err(`${said.join("\n")}\n`);
    return { kind: "saved", path: answer.path, parts: answer.manifest.parts };
  }
  if (world.terminal.interrupted.aborted) {
    world.terminal.err(`interrupted while saving what is there: nothing was ${what}\n`);
    return { kind: "ended", outcome: interruptedOutcome(world) };
  }
  const outcome: Outcome = {
    kind: "unexpected",
    message: `nothing was ${what}, for the data that is there could not be saved first: ${answer.error}`,
    fix: "mend that, or go without a way back: add --no-backup",
  };
  return { kind: "ended", outcome };
}
