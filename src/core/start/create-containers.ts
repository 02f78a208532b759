import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import { existingContainers } from "../plan/existing-containers.ts";
import type { FailureReason } from "../proof/state.ts";
import { askPatiently } from "./engine-patience.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { classifyRefusal } from "./start-refusal.ts";
import { lastWords } from "./start-service.ts";

/** As much of a launch as is needed to make containers. */
export interface CreationContext extends Pick<LaunchContext, "world" | "tell" | "signal"> {
  readonly plan: { readonly project: ComposeProject };
}

export interface CreateAnswer {
  readonly containers: ReadonlyMap<string, readonly ContainerDetail[]>;
  readonly refused: ReadonlyMap<string, FailureReason>;
}

/**
 * Creates, by Compose, all containers that do not exist yet, with their networks and volumes. What exists is left
 * alone: creating a changed service would stop the running one long before its turn. What came of it is looked up
 * unless `isKnown` says that nobody needs it.
 */
export async function createContainers(
  context: CreationContext,
  services: readonly string[],
  isKnown: () => boolean,
): Promise<CreateAnswer> {
  const refused = await createApart(context, services);
  if (refused.size === services.length || isKnown()) return { containers: new Map(), refused };
  const { world, plan, signal } = context;
  const existing = await askPatiently(world, signal, async () =>
    existingContainers(world, plan.project.name),
  );
  if (existing.kind === "failed") {
    const reason: FailureReason = { kind: "engine-lost", message: existing.failure.message };
    return { containers: new Map(), refused: new Map(services.map((service) => [service, reason])) };
  }
  return { containers: existing.value, refused };
}

/** All at once; where Compose refuses, one by one, for its complaint rarely says which of them it is about. */
async function createApart(
  context: CreationContext,
  services: readonly string[],
): Promise<ReadonlyMap<string, FailureReason>> {
  const refused = new Map<string, FailureReason>();
  const [first] = services;
  if (first === undefined) return refused;
  const reason = await create(context, services);
  // what was cut short by the end of the run is no refusal
  if (reason === undefined || context.signal.aborted) return refused;
  if (services.length === 1) return refused.set(first, reason);
  for (const service of services) {
    const own = context.signal.aborted ? reason : await create(context, [service]);
    if (own !== undefined) refused.set(service, own);
  }
  return refused;
}

async function create(
  { world, plan, signal }: CreationContext,
  services: readonly string[],
): Promise<FailureReason | undefined> {
  const answer = await world.compose.create(plan.project, services, signal);
  if (answer.kind !== "exited") return classifyRefusal(`docker compose: ${answer.kind}`);
  return answer.exitCode === 0 ? undefined : classifyRefusal(lastWords(answer.stderr));
}
