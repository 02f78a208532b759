import type { Removal } from "../../core/stop/take-down.ts";
import { commands, type Target } from "../../core/report/words/commands.ts";
import { count } from "../../core/report/words/lists.ts";
import { stayingSentence } from "../../core/report/words/down.ts";

interface ResetWay {
  readonly data: boolean;
  readonly saves: boolean;
  /** Where a reset that was cut has saved it. */
  readonly wasSaved?: string | undefined;
}

export function resetQuestion(target: Target, { data, saves, wasSaved }: ResetWay): string {
  const name = nameOf(target);
  if (!data) return `Remove the containers and networks of ${name}?`;
  const kept = wasSaved === undefined ? "WITHOUT a backup" : `saved before in ${wasSaved}`;
  const way = saves ? "a backup is made first" : kept;
  return `Remove ${name} with its data (${way})?`;
}

export function nothingToResetSentence(target: Target, { stays }: Removal): string {
  const data = stays.filter(({ why }) => why.kind === "data").length;
  const kept = data === 0 ? "" : `; ${count(data, "volume")} with data stays (--volumes removes it)`;
  const left = stays.filter(({ why }) => why.kind !== "data");
  const lines = left.map((thing) => `\nleft alone: ${stayingSentence(thing)}`);
  return `nothing of ${nameOf(target)} is here to be removed${kept}${lines.join("")}`;
}

/** Data that was to go and that a container of somebody else's uses: undefined where there is none. */
export function usedDataProblem(
  target: Target,
  { stays }: Removal,
): { readonly message: string; readonly fix: string } | undefined {
  const used = stays.filter(({ kind, why }) => kind === "volume" && why.kind === "in-use");
  const [first] = used;
  if (first === undefined) return undefined;
  return {
    message: `the data of ${nameOf(target)} is not gone: ${used.map(stayingSentence).join("; ")}`,
    fix: `see what it is (docker ps -a --filter volume=${first.name}), remove it, then ${commands.reset(target, "--volumes")}`,
  };
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
