import { baseTools, toolsOf } from "../../../core/images/base-tools.ts";
import type { ImageBase } from "../../../core/images/image-facts.ts";
import { knownImages } from "../../../core/images/known-images.ts";

/** Programs of base systems that the stand-in plays itself: hosts have other versions of them, or none. */
const played = new Set(["nc", "perl", "pgrep", "pidof", "ps", "wget"]);

/** Every program that some known image has. */
export const allTools: readonly string[] = unique(knownImages.flatMap(toolsOf)).filter(
  (tool) => !tool.includes("/"),
);

export const bases: readonly ImageBase[] = unique(knownImages.map(({ base }) => base));

/** Everyday programs that are taken from this host as they are. */
export const nativeTools: readonly string[] = unique(bases.flatMap(baseTools)).filter(
  (tool) => !played.has(tool),
);

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
