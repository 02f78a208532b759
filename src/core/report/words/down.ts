import { commands } from "./commands.ts";
import type { Target } from "./commands.ts";
import { duration } from "./duration.ts";
import { count } from "./lists.ts";
import type { DownStep, Staying } from "../../stop/take-down.ts";

/** What `down` does, as it does it; empty where there is nothing to say. */
export function downSentence(step: DownStep): string {
  switch (step.kind) {
    case "stopping":
      return `stopping ${step.services.join(", ")}`;
    case "stopped":
      return step.forced
        ? `  ${step.service} did not end by itself and was killed after ${duration(step.durationMs)}`
        : `  ${step.service} stopped in ${duration(step.durationMs)}`;
    case "removed":
      return step.names.length === 0 ? "" : `removed ${count(step.names.length, step.what.slice(0, -1))}`;
    case "left":
      return `left alone: ${stayingSentence(step.thing)}`;
    case "hook-failed":
      return `  ${step.service}: ${step.message}`;
    case "failed":
      return `${step.name}: ${step.message}`;
  }
}

export function nothingRunsSentence(target: Target): string {
  return `${nameOf(target)} was not running; nothing was removed but what was left of its networks`;
}

export function wasDownSentence(target: Target, forced: readonly string[]): string {
  const kept = target.rehearsal ? "its volumes went with it" : "its data stays";
  const killed = forced.length === 0 ? "" : `; ${forced.join(", ")} had to be killed`;
  return `${nameOf(target)} is down${killed}; ${kept}. Start it again: ${commands.up(target)}`;
}

/** Ctrl-C while services were being stopped. */
export function downInterruptedSentence(target: Target, stopping: readonly string[]): string {
  const going = stopping.length === 0 ? "" : ` The engine goes on stopping ${stopping.join(", ")}.`;
  return `interrupted: nothing was removed.${going} Carry on: ${commands.down(target)}`;
}

function nameOf({ environment, rehearsal }: Target): string {
  return rehearsal ? `the rehearsal of ${environment}` : environment;
}

/** Why something is left where it is. */
export function stayingSentence({ kind, name, why }: Staying): string {
  return `${kind} ${name}: ${stayingReason(why)}`;
}

export function stayingReason(why: Staying["why"]): string {
  switch (why.kind) {
    case "another-folder":
      return `it was started from ${why.folder}`;
    case "not-made-by-compose":
      return "it bears this project's label, but Compose did not make it";
    case "not-recorded":
      return "no start from this folder made it";
    case "external":
      return "the model declares it external";
    case "in-use":
      return `${why.by.join(", ")} uses it`;
    case "data":
      return "it holds data";
    case "not-in-backup":
      return "it is not in the backup";
  }
}
