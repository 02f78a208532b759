import { takeDown } from "./down.ts";
import { findOwnProject } from "./own-project.ts";
import type { OwnProject } from "./own-project.ts";
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
  if (rehearse) await removeQuietNetworks(world, own.value);
  return answer.failed;
}

/** The test containers that have ended are still of the network they ran in; ended, they hold nothing. */
async function removeQuietNetworks(world: World, { own }: OwnProject): Promise<void> {
  const ids = new Set(own.containers.map(({ id }) => id));
  const running = own.everything.containers.filter(({ id, state }) => !ids.has(id) && state !== "exited");
  const quiet = own.networks.filter(({ id }) => !running.some(({ networkIds }) => networkIds.includes(id)));
  await Promise.all(quiet.map(({ id }) => world.engine.removeNetwork(id)));
}
