import * as z from "zod";
import type { Container } from "../../../world/engine/container.ts";
import type { Volume } from "../../../world/engine/engine.ts";
import type { WriteAnswer } from "../../../world/files/files.ts";
import { parseJson } from "../../../world/parse-json.ts";
import type { World } from "../../../world/world.ts";
import { isHolderOf } from "../../../core/ownership/is-holder.ts";

const halfCopySchema = z.object({
  volume: z.string(),
  source: z.string(),
  /** What identifies it; null from the decision to copy until it is there to be filled. */
  createdAt: z.string().nullable(),
});

const journalSchema = z.object({ schema: z.literal(1), copying: z.array(halfCopySchema) });

/** A volume that is to be filled: until it has been compared it counts as if it were not there. */
export type HalfCopy = z.infer<typeof halfCopySchema>;

/** What the last run has not finished copying. */
export async function readHalfCopies(
  world: Pick<World, "files">,
  folder: string,
): Promise<readonly HalfCopy[]> {
  const content = await world.files.read(pathOf(world, folder));
  if (content.kind !== "text") return [];
  return journalSchema.safeParse(parseJson(content.text)).data?.copying ?? [];
}

/** Written before the volume is: without it, a copy that was cut off would be taken for a whole one. */
export async function writeHalfCopies(
  world: Pick<World, "files">,
  folder: string,
  copying: readonly HalfCopy[],
): Promise<WriteAnswer> {
  const path = pathOf(world, folder);
  if (copying.length === 0) return world.files.remove(path);
  await world.files.makeDirectory(world.files.dirname(path), 0o700);
  return world.files.writeAtomically(
    path,
    `${JSON.stringify({ schema: 1, copying }, undefined, 2)}\n`,
    0o600,
  );
}

/** What is still to be copied: those that are not there at all, and those that are there in part. */
export function stillToCopy(
  copying: readonly HalfCopy[],
  volumes: readonly Volume[],
  containers: readonly Container[],
): readonly HalfCopy[] {
  const half = leftHalf(copying, volumes, containers);
  return copying.filter((each) => half.includes(each) || !volumes.some(({ name }) => name === each.volume));
}

/** Of what was being copied, the volumes that are there as they were left. */
export function leftHalf(
  copying: readonly HalfCopy[],
  volumes: readonly Volume[],
  containers: readonly Container[],
): readonly HalfCopy[] {
  return copying.filter(({ volume, createdAt }) => {
    const found = volumes.find(({ name }) => name === volume);
    if (found === undefined) return false;
    // killed just before or after it was made; one that is used was made by somebody else since
    if (createdAt === null) {
      return !containers.some((each) => each.volumes.includes(volume) && !isHolderOf(each, volume));
    }
    return found.createdAt === createdAt;
  });
}

function pathOf(world: Pick<World, "files">, folder: string): string {
  return world.files.resolve(folder, ".stack", "adopting.json");
}
