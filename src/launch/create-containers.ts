import type { ContainerDetail } from "../world/container.ts";
import { existingContainers } from "../plan/existing-containers.ts";
import type { FailureReason } from "../service/state.ts";
import type { LaunchContext } from "./launch-context.ts";
import { classifyRefusal } from "./start-refusal.ts";
import { lastWords } from "./start-service.ts";

export type CreateAnswer =
  | { readonly kind: "created"; readonly containers: ReadonlyMap<string, readonly ContainerDetail[]> }
  | { readonly kind: "refused"; readonly services: readonly string[]; readonly reason: FailureReason };

/**
 * Creates, by Compose, all containers that do not exist yet, with their networks and volumes. What exists is left
 * alone: creating a changed service would stop the running one long before its turn.
 */
export async function createContainers(
  context: LaunchContext,
  services: readonly string[],
): Promise<CreateAnswer> {
  const { world, plan, signal } = context;
  if (services.length === 0) return { kind: "created", containers: new Map() };
  const answer = await world.compose.create(plan.project, services, signal);
  if (answer.kind !== "exited" || answer.exitCode !== 0) {
    const message =
      answer.kind === "exited" ? lastWords(answer.stderr) : `docker compose create: ${answer.kind}`;
    return { kind: "refused", services: namedIn(message, services), reason: classifyRefusal(message) };
  }
  const existing = await existingContainers(world, plan.project.name);
  if (existing.kind === "failed") {
    return { kind: "refused", services, reason: { kind: "engine-lost", message: existing.failure.message } };
  }
  for (const service of services) context.tell({ type: "service-created", service });
  return { kind: "created", containers: existing.value };
}

/** The services a complaint of Compose names; all of them when it names none. */
function namedIn(message: string, services: readonly string[]): readonly string[] {
  const named = services.filter((service) =>
    new RegExp(`(?:^|[^a-z0-9])${service}(?:[^a-z0-9]|$)`, "iu").test(message),
  );
  return named.length > 0 ? named : services;
}
