import type { ImageFacts } from "./image-facts.ts";
import { parseImageReference } from "../../world/engine/image-reference.ts";
import type { ImageReference } from "../../world/engine/image-reference.ts";
import { knownImages } from "./known-images.ts";

/** What is known of the image behind a reference, wherever it is mirrored; undefined for a stranger. */
export function findImage(reference: string): ImageFacts | undefined {
  const parsed = parseImageReference(reference);
  for (const path of candidatePaths(parsed)) {
    const facts = knownImages.find((image) => image.repositories.includes(path) && fitsTag(image, parsed));
    if (facts !== undefined) return facts;
  }
  return undefined;
}

/**
 * A mirror puts its own folders before the path (`harbor.example/hub/library/redis`). Cutting them is safe as long
 * as an owner is left; down to a bare name it is not: `someone/redis` is not the official image.
 */
function candidatePaths({ registry, path }: ImageReference): readonly string[] {
  if (registry === undefined) return [path];
  const parts = path.split("/");
  const shortened = parts.slice(1).map((_, index) => parts.slice(index + 1));
  return [
    path,
    ...shortened.filter((rest) => rest.length > 1).map((rest) => rest.join("/").replace(/^library\//, "")),
  ];
}

function fitsTag(image: ImageFacts, { tag }: ImageReference): boolean {
  return image.tags === undefined || image.tags.some((part) => tag?.includes(part) === true);
}
