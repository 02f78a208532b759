import { placeIn } from "../read/place-of.ts";
import type { Rule } from "../rule.ts";
import { at } from "../read/written.ts";

export const versionKey: Rule = {
  id: "compose.version-key",
  meaning: "`version:` means nothing to Compose any more, but a warning at every call",
  fix: "remove the line",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers
      .filter(({ source }) => at(source.value, ["version"]) !== undefined)
      .map((layer) => ({
        ...placeIn(layer, ["version"]),
        service: null,
        message: "`version:` is obsolete: Compose ignores it, and warns at every call",
        fix: "remove the line",
      })),
};
