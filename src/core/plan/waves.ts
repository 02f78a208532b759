import type { Service } from "../environment/model.ts";

/**
 * Services by the earliest moment they can start. Dependencies on what is not part of the model (another profile,
 * `required: false`) do not count. Compose has refused cycles before.
 */
export function wavesOf(services: readonly Service[]): readonly (readonly string[])[] {
  const names = new Set(services.map((service) => service.name));
  const waves: string[][] = [];
  const placed = new Set<string>();
  while (placed.size < names.size) {
    const next = services.filter(
      (service) =>
        !placed.has(service.name) && dependenciesIn(service, names).every((name) => placed.has(name)),
    );
    if (next.length === 0) break;
    waves.push(next.map((service) => service.name));
    for (const service of next) placed.add(service.name);
  }
  return waves;
}

function dependenciesIn(service: Service, names: ReadonlySet<string>): readonly string[] {
  return service.dependencies.map((dependency) => dependency.service).filter((name) => names.has(name));
}
