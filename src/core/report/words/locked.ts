import type { LockHolder } from "../../../world/locks/locks.ts";
import { commands, type Target } from "./commands.ts";

/** Who works on the project already, and since when. */
export function lockedSentence(
  holder: LockHolder | undefined,
  target: Target,
): { readonly message: string; readonly fix: string } {
  const who =
    holder === undefined
      ? "another run of stack"
      : `\`${holder.command}\` (pid ${holder.processId}, ${holder.user}, in ${holder.directory}, since ${holder.since})`;
  return {
    message: `${target.environment} is being worked on by ${who}`,
    fix: `wait for it, or look: \`${commands.status(target)}\``,
  };
}
