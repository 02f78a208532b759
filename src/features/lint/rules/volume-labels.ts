import { placeIn } from "../read/place-of.ts";
import type { Rule } from "../rule.ts";
import { at, isWritten } from "../read/written.ts";

export const volumeLabels: Rule = {
  id: "volume.labels",
  meaning:
    "labels are part of a volume's definition: change one, and Compose 2.40 makes the volume anew, without its data",
  fix: "no labels on volumes",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap((layer) => {
      const volumes = at(layer.source.value, ["volumes"]);
      return Object.keys(isWritten(volumes) ? volumes : {})
        .filter((name) => at(volumes, [name, "labels"]) !== undefined)
        .map((name) => ({
          ...placeIn(layer, ["volumes", name, "labels"]),
          service: null,
          message: `a changed label makes Compose recreate the volume ${name}, and its data is gone`,
          fix: "remove the labels",
        }));
    }),
};
