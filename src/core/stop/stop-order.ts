import { composeLabels } from "../../world/compose/labels.ts";
/** A service as `down` needs it: who it depends on, read from its containers, and whether others work on its data. */
export interface Stoppable {
  readonly service: string;
  readonly dependsOn: readonly string[];
  readonly isStore: boolean;
}

/** Compose writes `postgres:service_healthy:false,redis:service_started:true` on each container. */
export function dependenciesFromLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  const written = labels[composeLabels.dependsOn] ?? "";
  return written.split(",").flatMap((entry) => {
    const [service] = entry.split(":");
    return service === undefined || service === "" ? [] : [service];
  });
}

/**
 * Levels to stop one after the other, each together: whoever needs a service stops before it, and stores stop after
 * everything that they do not need themselves.
 */
export function stopOrder(services: readonly Stoppable[]): readonly (readonly string[])[] {
  const left = new Map(withStoresLast(services).map((each) => [each.service, each]));
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

/** A job that nobody declared to depend on a database may write to it all the same. */
function withStoresLast(services: readonly Stoppable[]): readonly Stoppable[] {
  const stores = services.filter(({ isStore }) => isStore).map(({ service }) => service);
  const neededByStores = reachable(services, stores);
  return services.map((each) =>
    each.isStore || neededByStores.has(each.service)
      ? each
      : { ...each, dependsOn: [...each.dependsOn, ...stores] },
  );
}

function reachable(services: readonly Stoppable[], from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const next of services.find(({ service }) => service === name)?.dependsOn ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  for (const name of from) visit(name);
  return found;
}
