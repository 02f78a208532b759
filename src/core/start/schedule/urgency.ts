import type { Service } from "../../environment/model.ts";
import { dependentsOf } from "../dependents.ts";

/** Of a service that has not been seen to become ready here. */
const unknownMs = 1_000;

/**
 * How long the longest chain of services takes that begins with each, in milliseconds: as long as what is late there
 * delays the whole. By the times of earlier starts, where there are any.
 */
export function urgencies(
  services: readonly Pick<Service, "name" | "dependencies">[],
  expectedMs: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const dependents = dependentsOf(services);
  const known = new Map<string, number>();
  const urgencyOf = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const after = (dependents.get(name) ?? []).map(urgencyOf);
    const urgency = (expectedMs[name] ?? unknownMs) + Math.max(0, ...after);
    known.set(name, urgency);
    return urgency;
  };
  return new Map(services.map(({ name }) => [name, urgencyOf(name)]));
}
