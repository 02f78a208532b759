import type { World } from "../../../world/world.ts";

/** `present`: of all that lies there. `received`: of what this container has got over its network. */
export interface Counted {
  readonly what: "present" | "received";
  readonly bytes: number;
}

interface Place {
  readonly containerId: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

const patienceMs = 10_000;

/** How much has come; undefined when nobody can say, as of a container that has just ended. */
export async function countBytes({ engine }: World, place: Place): Promise<Counted | undefined> {
  const { containerId, folder, signal } = place;
  const command = ["du", "-sk", folder];
  const answer = await engine.exec({ containerId, command, timeoutMs: patienceMs, signal });
  if (answer.kind === "ok" && answer.value.kind === "exited") {
    const bytes = readUsage(answer.value);
    if (bytes !== undefined) return { what: "present", bytes };
  }
  const used = await engine.usage(containerId);
  if (used.kind === "failed" || used.value === undefined) return undefined;
  return { what: "received", bytes: used.value.receivedBytes };
}

/** As of a folder that is not there yet, with GNU's and with BusyBox's `du`. */
const notThere = 1;

/** What `du -sk` says of one folder; undefined where there is no such program, or its container ended before it did. */
export function readUsage(said: { readonly exitCode: number; readonly stdout: string }): number | undefined {
  // a file that vanishes meanwhile makes it exit 1 all the same
  const kibibytes = /^(\d+)\s/u.exec(said.stdout)?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) * 1_024;
  return said.exitCode === notThere ? 0 : undefined;
}
