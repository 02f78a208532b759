import type { Outcome } from "../launch/outcome.ts";
import { backedUpSentence, notSavedSentence } from "../report/phrases/backup.ts";
import { backUpProject } from "./back-up-project.ts";
import type { CommandContext } from "./command.ts";
import type { EnvironmentFiles } from "./environment-files.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import type { Held } from "./with-own-project.ts";

export type SavedBefore =
  | { readonly kind: "saved"; readonly path: string }
  /** There was nothing to save. */
  | { readonly kind: "none" }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** The way back, before data is removed or replaced: without it nothing is. */
export async function resetBackup(
  context: CommandContext,
  held: Held,
  files: EnvironmentFiles | undefined,
): Promise<SavedBefore> {
  const { world, flags } = context;
  const answer = await backUpProject(context, held, files);
  if (answer.kind === "nothing") return { kind: "none" };
  if (answer.kind === "saved") {
    const omitted = notSavedSentence(answer.manifest.notSaved);
    const said = [backedUpSentence(answer.path, answer.manifest), omitted].filter((text) => text !== "");
    if (!flags.quiet) world.terminal.err(`${said.join("\n")}\n`);
    return { kind: "saved", path: answer.path };
  }
  if (world.terminal.interrupted.aborted) {
    world.terminal.err("interrupted while saving: nothing was removed\n");
    return { kind: "ended", outcome: interruptedOutcome(world) };
  }
  const outcome: Outcome = {
    kind: "unexpected",
    message: `nothing was removed, for the data could not be saved first: ${answer.reason}`,
    fix: "mend that, or go without a way back: add --no-backup",
  };
  return { kind: "ended", outcome };
}
