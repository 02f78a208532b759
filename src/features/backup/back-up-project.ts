import { backUp } from "./save/back-up.ts";
import type { BackupAnswer } from "./save/into-backup.ts";
import { backupSentence } from "./words.ts";
import type { CommandContext } from "../../command/command.ts";
import type { EnvironmentFiles } from "./environment-files.ts";
import type { Held } from "../../command/with-own-project.ts";

/** Saves what a project holds into `backups/<environment>/`, and says so as it goes. */
export async function backUpProject(
  { world, flags }: CommandContext,
  { project, engine }: Held,
  files: EnvironmentFiles | undefined,
  safety = false,
): Promise<BackupAnswer> {
  const work = { world, engine, signal: world.terminal.interrupted };
  return backUp(work, {
    project,
    model: files?.model,
    compose: files?.compose,
    directory: backupDirectory(world, project),
    safety,
    tell: (step) => {
      const sentence = flags.quiet ? "" : backupSentence(step);
      if (sentence !== "") world.terminal.err(`${sentence}\n`);
    },
  });
}

export function backupDirectory(
  world: CommandContext["world"],
  { folder, environment }: { readonly folder: string; readonly environment: string },
): string {
  return world.files.resolve(folder, "backups", environment);
}
