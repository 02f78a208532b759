import type { World } from "../../../world/world.ts";
import { once } from "../once.ts";
import type { Look } from "../once.ts";

/** Which images are on the engine already, by reference, with their sizes. */
export type ImagesLook = Look<ReadonlyMap<string, number>>;

export function imagesLook(references: readonly string[]): ImagesLook {
  return once(async (world) => presentImages(world, [...new Set(references)]));
}

async function presentImages(
  { engine }: World,
  references: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const answers = await Promise.all(
    references.map(async (reference) => ({ reference, image: await engine.image(reference) })),
  );
  return new Map(
    answers.flatMap(({ reference, image }) =>
      image.kind === "ok" ? [[reference, image.value.sizeBytes] as const] : [],
    ),
  );
}
