import type { LockHolder } from "../../../world/locks/locks.ts";
import { moment } from "./duration.ts";

/** Somebody else changes the secrets now, and this run waits for its turn. */
export function heldSecretsSentence(environment: string, holder: LockHolder | undefined): string {
  const who =
    holder === undefined
      ? "another run of stack"
      : `\`${holder.command}\` (pid ${holder.processId}, ${holder.user}, since ${moment(holder.since)})`;
  return `waiting for ${who}: it holds the secrets of ${environment}`;
}
