import type { ServiceResult } from "../../events/event.ts";
import { commands, type Target } from "./commands.ts";
import { listing } from "./lists.ts";

/** What an interrupted start leaves behind, and how to go on. */
export function interruptedSentence(
  services: readonly ServiceResult[],
  target: Target,
): { readonly message: string; readonly fix: string } {
  const named = (wanted: (row: ServiceResult) => boolean): readonly string[] =>
    services.filter(wanted).map(({ name }) => name);
  const ready = named(({ state }) => state === "ready" || state === "completed");
  const starting = named(({ state }) => state === "unproven");
  const notStarted = named(({ state }) => state === "skipped");
  const parts = [
    ready.length === 0 ? "" : `${listing(ready)} ${ready.length === 1 ? "runs" : "run"}`,
    starting.length === 0 ? "" : `the engine is still starting ${listing(starting)}`,
    notStarted.length === 0
      ? ""
      : `${listing(notStarted)} ${notStarted.length === 1 ? "was" : "were"} not started`,
  ].filter((part) => part !== "");
  const name = target.rehearsal ? `the rehearsal of ${target.environment}` : target.environment;
  return {
    message: `${name} was interrupted: ${parts.join("; ") || "nothing was started"}`,
    fix: `carry on with \`${commands.up(target)}\`, or stop it with \`${commands.down(target)}\``,
  };
}
