import type { Container } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import type { TestedEnvironment } from "../../core/events/event.ts";
import { composeLabels } from "../../world/compose/labels.ts";

/** The Compose projects that have a running container; undefined when the engine does not say. */
export async function runningProjects(world: World): Promise<ReadonlySet<string> | undefined> {
  const listed = await world.engine.containers({ project: undefined });
  if (listed.kind === "failed") return undefined;
  return new Set(listed.value.filter(({ state }) => state === "running").flatMap(projectOf));
}

/** What the test containers are told of their target, as variables of their Compose file. */
export async function targetVariables(
  world: World,
  target: TestedEnvironment,
  network: string,
): Promise<Readonly<Record<string, string>>> {
  const listed = await world.engine.containers({ project: target.project });
  const containers = listed.kind === "ok" ? listed.value : [];
  const own = containers.filter((container) => projectOf(container)[0] === target.project);
  const { userId, groupId } = world.machine;
  return {
    STACK_TARGET_ENVIRONMENT: target.environment,
    STACK_TARGET_NETWORK: `${target.project}_${network}`,
    STACK_TARGET_SERVICES: [...new Set(own.map(serviceOf))].sort().join(","),
    STACK_TARGET_REHEARSED: target.rehearsal ? "1" : "0",
    STACK_UID: String(Math.max(0, userId)),
    STACK_GID: String(Math.max(0, groupId)),
  };
}

function projectOf({ labels }: Container): readonly string[] {
  const project = labels[composeLabels.project];
  return project === undefined ? [] : [project];
}
