import type { Removal } from "../../launch/removal.ts";
import { commands, type Target } from "./commands.ts";
import { count } from "./lists.ts";

export function resetQuestion(
  target: Target,
  { data, saves }: { readonly data: boolean; readonly saves: boolean },
): string {
  const name = nameOf(target);
  if (!data) return `Remove the containers and networks of ${name}?`;
  const way = saves ? "a backup is made first" : "WITHOUT a backup";
  return `Remove ${name} with its data (${way})?`;
}

export function nothingToResetSentence(target: Target): string {
  return `nothing of ${nameOf(target)} is here to be removed`;
}

export function wasResetSentence(target: Target, backup: string | null, { volumes, stays }: Removal): string {
  const data = stays.filter(({ why }) => why.kind === "data").length;
  const kept = data === 0 ? "" : `; ${count(data, "volume")} with data stayed`;
  const gone = volumes.length === 0 ? kept : `, with ${count(volumes.length, "volume")} of data`;
  const way = backup === null ? "" : `\nbring the data back: stack restore ${target.environment} ${backup}`;
  return `${nameOf(target)} is gone${gone}. Start it anew: ${commands.up(target)}${way}`;
}

export function resetInterruptedSentence(target: Target): string {
  return `interrupted: nothing was removed. Carry on: stack reset ${target.environment}`;
}

function nameOf({ environment, rehearsal }: Target): string {
  return rehearsal ? `the rehearsal of ${environment}` : environment;
}
