import type { Service } from "../environment/model.ts";

type Depending = Pick<Service, "name" | "dependencies">;

/** Who waits for each service, itself and not through others. */
export function dependentsOf(services: readonly Depending[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const { name, dependencies } of services)
    for (const { service } of dependencies) {
      const known = dependents.get(service);
      if (known === undefined) dependents.set(service, [name]);
      else known.push(name);
    }
  return dependents;
}
