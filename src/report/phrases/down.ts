import type { DownStep } from "../../launch/down.ts";
import { commands, type Target } from "./commands.ts";
import { duration } from "./duration.ts";
import { count } from "./lists.ts";

/** What `down` does, as it does it; empty where there is nothing to say. */
export function downSentence(step: DownStep): string {
  switch (step.kind) {
    case "stopping":
      return `stopping ${step.services.join(", ")}`;
    case "stopped":
      return `  ${step.service} stopped in ${duration(step.durationMs)}`;
    case "removed":
      return step.names.length === 0 ? "" : `removed ${count(step.names.length, step.what.slice(0, -1))}`;
    case "failed":
      return `${step.name}: ${step.message}`;
  }
}

export function nothingRunsSentence(target: Target): string {
  return `${nameOf(target)} was not running; nothing was removed but what was left of its networks`;
}

export function wasDownSentence(target: Target): string {
  const kept = target.rehearsal ? "its volumes went with it" : "its data stays";
  return `${nameOf(target)} is down; ${kept}. Start it again: ${commands.up(target)}`;
}

function nameOf({ environment, rehearsal }: Target): string {
  return rehearsal ? `the rehearsal of ${environment}` : environment;
}
