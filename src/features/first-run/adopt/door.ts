import type { StartSubject } from "../../../command/start-guard.ts";
import type { Problem } from "../../../core/environment/problem.ts";
import type { World } from "../../../world/world.ts";
import { readHalfCopies, stillToCopy } from "./adoption-journal.ts";
import { adoptionTexts } from "./words.ts";

// The only file of this folder that others import. All of it goes in the next major version, with the predecessor: what is
// taken out then is this folder, the two calls of what stands here, and `--leftovers`.

/** What a first run does with the predecessor. A start loads none of it. */
export const openAdoption = () => import("./adoption-step.ts");

/** A store would start with a part of its data or none of it, and nothing would show it. */
export async function refuseHalfAdopted(
  world: World,
  { prepared, rehearsal }: StartSubject,
): Promise<Problem | undefined> {
  if (rehearsal) return undefined;
  const copying = await readHalfCopies(world, prepared.environment.workingDirectory);
  if (copying.length === 0) return undefined;
  const [volumes, containers] = await Promise.all([
    world.engine.volumes(undefined),
    world.engine.containers({ project: undefined }),
  ]);
  if (volumes.kind === "failed" || containers.kind === "failed") return undefined;
  const wanted = new Set(prepared.loaded.model.volumes.map(({ name }) => name));
  const left = stillToCopy(copying, volumes.value, containers.value);
  const half = left.find(({ volume }) => wanted.has(volume));
  if (half === undefined) return undefined;
  return {
    message: adoptionTexts.halfCopied(half.volume, half.source),
    fix: "stack first-run --leftovers adopt; without that data: stack first-run --leftovers keep",
  };
}
