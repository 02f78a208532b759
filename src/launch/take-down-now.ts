import { takeDown } from "./down.ts";
import { findOwnProject } from "./own-project.ts";
import { findRunningProject } from "./running-project.ts";
import type { World } from "../world/world.ts";

/**
 * Takes a project of this folder down without a word, its volumes too where it is a rehearsal, even when the run was
 * interrupted. Resolves with how many things could not be removed.
 */
export async function takeDownNow(world: World, environment: string, rehearse: boolean): Promise<number> {
  const found = await findRunningProject(world, environment, rehearse);
  if (found.kind === "problems") return 1;
  // a name means its rehearsal where only that exists
  if (found.value.rehearsal !== rehearse || found.value.containers.length === 0) return 0;
  const own = await findOwnProject(world, found.value);
  if (own.kind === "problems") return 1;
  const signal = new AbortController().signal;
  const answer = await takeDown(world, own.value, { tell: () => undefined, graceSeconds: undefined, signal });
  return answer.failed;
}
