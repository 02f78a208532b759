import { nearest } from "../environment/nearest.ts";
import type { Service } from "../environment/model.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";

/** The services `--only` names, with all they depend on; everything where it names none. */
export function selectServices(
  services: readonly Service[],
  only: readonly string[],
): Read<readonly Service[]> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const unknown = only.find((name) => !byName.has(name));
  if (unknown !== undefined) return problems(unknownService(unknown, [...byName.keys()]));
  if (only.length === 0) return ok(services);
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const service = byName.get(name);
    if (service === undefined || wanted.has(name)) return;
    wanted.add(name);
    for (const dependency of service.dependencies) add(dependency.service);
  };
  for (const name of only) add(name);
  return ok(services.filter((service) => wanted.has(service.name)));
}

export function unknownService(name: string, names: readonly string[]): { message: string; fix: string } {
  const meant = nearest(name, names);
  return {
    message: `there is no service "${name}" in this environment; there are ${names.join(", ")}`,
    fix: meant === undefined ? `use one of ${names.join(", ")}` : `did you mean "${meant}"?`,
  };
}
