import { parseImageReference } from "../../../world/engine/image-reference.ts";
import { knownText } from "../read/known-text.ts";
import { placeIn } from "../read/place-of.ts";
import type { Rule } from "../rule.ts";
import { textAt, writtenServices } from "../read/written.ts";

export const mutableTag: Rule = {
  id: "image.mutable-tag",
  meaning: "an image whose tag moves: tomorrow's pull is another program",
  fix: "name a version, or a digest",
  reads: "files",
  about: "environment",
  check: ({ lays }) =>
    writtenServices(lays.flatMap(({ read }) => read)).flatMap(({ name, written, layer }) => {
      const image = knownText(textAt(written, ["image"]) ?? "", layer.variables);
      // what is built here is named here; a name that only a variable knows is not ours to judge
      if (image === undefined || image === "" || written["build"] !== undefined || !moves(image)) return [];
      const { tag } = parseImageReference(image);
      return {
        ...placeIn(layer, ["services", name, "image"]),
        service: name,
        message:
          tag === undefined ? `${image} has no tag, so it is latest` : `${image}: the tag "${tag}" moves`,
        fix: "name a version in the tag",
      };
    }),
};

/** A tag that names a version has a digit in it. */
function moves(image: string): boolean {
  const { tag, digest } = parseImageReference(image);
  if (digest !== undefined) return false;
  return (
    tag === undefined ||
    !/\d/u.test(tag) ||
    /(?:^|[-_.])(?:latest|nightly|edge|main|master)(?:$|[-_.])/u.test(tag)
  );
}
