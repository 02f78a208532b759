/** A service as `down` needs it: who it depends on, read from its containers. */
export interface Stoppable {
  readonly service: string;
  readonly dependsOn: readonly string[];
}

const dependsOnLabel = "com.docker.compose.depends_on";

/** Compose writes `postgres:service_healthy:false,redis:service_started:true` on each container. */
export function dependenciesFromLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  const written = labels[dependsOnLabel] ?? "";
  return written.split(",").flatMap((entry) => {
    const [service] = entry.split(":");
    return service === undefined || service === "" ? [] : [service];
  });
}

/** Levels to stop one after the other, each together: whoever needs a service stops before it. */
export function stopOrder(services: readonly Stoppable[]): readonly (readonly string[])[] {
  const left = new Map(services.map((each) => [each.service, each]));
  const levels: string[][] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ dependsOn }) => dependsOn));
    const free = [...left.keys()].filter((name) => !needed.has(name));
    // a cycle cannot come from Compose, but labels can be anything
    const level = free.length > 0 ? free : [...left.keys()];
    levels.push(level);
    for (const name of level) left.delete(name);
  }
  return levels;
}
