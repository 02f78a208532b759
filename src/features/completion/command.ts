import { findManifest } from "../../core/environment/find-manifest.ts";
import { nearest } from "../../core/environment/nearest.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { completionScript, shells } from "./completion-script.ts";
import type { CommandContext } from "../../command/command.ts";

/** Prints a completion script for a shell; with the commands of this version and the environments of this folder. */
export async function completion({ world, words, commands }: CommandContext): Promise<Outcome> {
  const shell = shells.find((known) => known === words[0]);
  if (shell === undefined) {
    const meant = nearest(words[0] ?? "", shells);
    return {
      kind: "usage",
      message: `there is no completion for "${words[0] ?? ""}"; there is one for ${shells.join(", ")}`,
      fix: `stack completion ${meant ?? "bash"}`,
    };
  }
  const found = await findManifest(world, world.machine.workingDirectory);
  const environments =
    found.kind === "ok"
      ? Object.entries(found.value.manifest.environments).flatMap(([name, { aliases }]) => [name, ...aliases])
      : [];
  world.terminal.out(completionScript(shell, { commands, environments }));
  return { kind: "done" };
}
