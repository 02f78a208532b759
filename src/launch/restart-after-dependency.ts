import type { PlannedService } from "../plan/plan.ts";
import type { World } from "../world/world.ts";
import type { ServiceRecord } from "./service-status.ts";

/** `depends_on: { restart: true }`: what was kept is restarted when what it depends on is a new container now. */
export async function restartAfterDependency(
  { service, action }: PlannedService,
  records: ReadonlyMap<string, ServiceRecord>,
  world: World,
): Promise<boolean> {
  if (action.kind !== "keep") return false;
  const isNew = service.dependencies.some((dependency) => {
    const made = records.get(dependency.service)?.planned.action.kind;
    return dependency.restart && (made === "recreate" || made === "create");
  });
  if (isNew) await Promise.all(action.containers.map(({ id }) => world.engine.restart(id, undefined)));
  return isNew;
}
