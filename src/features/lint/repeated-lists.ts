import { placeIn } from "./read/place-of.ts";
import type { LintLayer, LintSubject } from "./read/lint-subject.ts";
import { listAt } from "./read/written.ts";
import type { Place } from "./rule.ts";

interface RepeatedList {
  readonly service: string;
  readonly earlier: { readonly layer: LintLayer; readonly list: readonly unknown[] };
  readonly list: readonly unknown[];
  readonly place: Place;
}

/** Lists that a later layer writes again without `!override` or `!reset`: Compose appends them. */
export function repeatedLists({ lays }: LintSubject, path: readonly string[]): readonly RepeatedList[] {
  return lays.flatMap(({ layers }) =>
    layers.flatMap((layer, index) =>
      Object.keys(layer.services).flatMap((service) => {
        const list = listAt(layer.services[service], path);
        const earlier = layers
          .slice(0, index)
          .findLast((one) => listAt(one.services[service], path).length > 0);
        if (list.length === 0 || earlier === undefined || isReplaced(layer, service, path)) return [];
        const before = { layer: earlier, list: listAt(earlier.services[service], path) };
        return [{ service, earlier: before, list, place: placeIn(layer, ["services", service, ...path]) }];
      }),
    ),
  );
}

/** A tag on the list itself, or on anything around it. */
function isReplaced({ source }: LintLayer, service: string, path: readonly string[]): boolean {
  return path.some(
    (_, depth) => source.tagOf(["services", service, ...path.slice(0, depth + 1)]) !== undefined,
  );
}
