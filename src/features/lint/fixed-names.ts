import { placeIn } from "./read/place-of.ts";
import type { Variant, LintLayer } from "./read/lint-subject.ts";
import { textAt, writtenServices } from "./read/written.ts";
import type { Place } from "./rule.ts";

interface FixedName {
  readonly service: string;
  readonly name: string;
  readonly place: Place;
}

/** Every `container_name`, as the files have it. */
export function fixedNames(layers: readonly LintLayer[]): readonly FixedName[] {
  return writtenServices(layers).flatMap(({ name: service, written, layer }) => {
    const name = textAt(written, ["container_name"]);
    const place = placeIn(layer, ["services", service, "container_name"]);
    return name === undefined ? [] : [{ service, name, place }];
  });
}

/** The most replicas that any environment gives a service, as the files have it. */
export function replicasIn(lays: readonly Variant[], service: string): number {
  return Math.max(1, ...lays.map(({ layers }) => replicasOf(layers, service)));
}

function replicasOf(layers: readonly LintLayer[], service: string): number {
  const written = layers.findLast((layer) => replicasText(layer, service) !== undefined);
  return written === undefined ? 1 : Number(replicasText(written, service));
}

function replicasText({ services }: LintLayer, service: string): string | undefined {
  return textAt(services[service], ["deploy", "replicas"]) ?? textAt(services[service], ["scale"]);
}
