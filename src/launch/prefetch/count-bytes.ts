import type { World } from "../../world/world.ts";

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

/** Exit codes of a program that is not in the image, as the engine and a shell give them. */
const noSuchProgram: ReadonlySet<number> = new Set([126, 127]);

/** What `du -sk` says of one folder; undefined where there is no such program. */
export function readUsage(said: { readonly exitCode: number; readonly stdout: string }): number | undefined {
  if (noSuchProgram.has(said.exitCode)) return undefined;
  // a folder that is not there yet; a file that vanishes meanwhile makes it exit 1 all the same
  const kibibytes = /^(\d+)\s/u.exec(said.stdout)?.[1] ?? "0";
  return Number(kibibytes) * 1_024;
}
