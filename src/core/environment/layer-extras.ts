import * as z from "zod";
import { checkShape } from "./check-shape.ts";
import { ok } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import type { ServiceExtras } from "./service-extras.ts";
import { extrasFrom, xStackKeys, xStackSchema } from "./x-stack.ts";
import type { YamlSource } from "./yaml-source.ts";

const layerSchema = z.looseObject({
  services: z
    .record(z.string(), z.looseObject({ "x-stack": z.record(z.string(), z.unknown()).optional() }))
    .default({}),
});

/**
 * Each service's `x-stack`, merged key by key over the layers. Read from the files themselves: Compose before 2.40
 * replaces a service's `x-stack` by a later layer's, and the JSON form of `config` drops it.
 */
export function layerExtras(layers: readonly YamlSource[]): Read<ReadonlyMap<string, ServiceExtras>> {
  const merged = new Map<string, ServiceExtras>();
  const found: Problem[] = [];
  for (const [service, written] of writtenExtras(layers)) {
    const shape = checkShape(xStackSchema, { ...written.last, value: written.value }, xStackKeys);
    if (shape.kind === "ok") merged.set(service, extrasFrom(shape.value));
    else found.push(...shape.problems);
  }
  return found.length > 0 ? { kind: "problems", problems: found } : ok(merged);
}

interface Written {
  readonly value: Readonly<Record<string, unknown>>;
  /** The layer that spoke last, for the place of a complaint. */
  readonly last: YamlSource;
}

function writtenExtras(layers: readonly YamlSource[]): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  for (const layer of layers) {
    const parsed = layerSchema.safeParse(layer.value);
    // a layer of another shape is Compose's to complain of
    if (!parsed.success) continue;
    for (const [service, { "x-stack": extras }] of Object.entries(parsed.data.services)) {
      if (extras === undefined) continue;
      const value = { ...written.get(service)?.value, ...extras };
      written.set(service, { value, last: within(layer, ["services", service, "x-stack"]) });
    }
  }
  return written;
}

function within(source: YamlSource, prefix: readonly string[]): YamlSource {
  return { ...source, lineOf: (path) => source.lineOf([...prefix, ...path]) };
}
