import type { Dropped, NotJudged } from "./model/rehearsal.ts";

/** What a rehearsal does without, and why. */
export function droppedSentence({ service, what, why }: Dropped): string {
  return `${service === undefined ? "" : `${service}: `}${what} (${why})`;
}

export function notJudgedSentence({ service, image }: NotJudged): string {
  return `${service}: image unknown: check not judged (${image})`;
}
