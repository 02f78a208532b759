import type { Service } from "../environment/model.ts";
import type { PlannedService } from "../plan/plan.ts";
import type { ServiceRecord } from "./service-result.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";

/**
 * `depends_on: { restart: true }`: what was kept is restarted when what it depends on is a new container now. Its
 * containers as they are after it; undefined where nothing was to be restarted.
 */
export async function restartAfterDependency(
  planned: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
  { engine }: Pick<World, "engine">,
): Promise<readonly ContainerDetail[] | undefined> {
  const { action } = planned;
  if (action.kind !== "keep" || !followsNewContainer(planned, records)) return undefined;
  return Promise.all(
    action.containers.map(async (container) => {
      await engine.restart(container.id, undefined);
      const now = await engine.inspect(container.id);
      return now.kind === "ok" ? now.value : container;
    }),
  );
}

function followsNewContainer(
  { service }: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
): boolean {
  return service.dependencies.some((dependency) => {
    const made = records.get(dependency.service)?.planned.action.kind;
    return dependency.restart && (made === "recreate" || made === "create");
  });
}

/** What runs already and goes on running: it waits for nobody to be looked at. */
export function runsOn(planned: PlannedService, records: ReadonlyMap<string, ServiceRecord>): boolean {
  return planned.action.kind === "keep" && !followsNewContainer(planned, records);
}

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
