import type { ImageBase, ImageFacts } from "./image-facts.ts";
import { bases, images, programs } from "./images.yaml";

/** The one table of what images have; the entry for a tag of its own stands before that for all others. */
export const knownImages: readonly ImageFacts[] = images.flatMap(({ variants = [], ...facts }) => [
  ...variants.map(({ tags, base = facts.base, tools = facts.tools, user = facts.user }) => ({
    ...facts,
    tags,
    base,
    tools,
    user,
  })),
  facts,
]);

/** The everyday programs that come with a base system. */
export function baseTools(base: ImageBase): readonly string[] {
  return bases[base].flatMap((name) => programs[name]?.split(" ") ?? name);
}

/** Every program a health check can call in this image. */
export function toolsOf(facts: ImageFacts): readonly string[] {
  return [...baseTools(facts.base), ...facts.tools];
}

/** A `CMD-SHELL` check needs one. */
export function hasShell(facts: ImageFacts): boolean {
  return toolsOf(facts).includes("sh");
}
