import type { Service } from "../environment/model.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { World } from "../world/world.ts";
import type { Existing } from "./decide-action.ts";
import { existingContainers, wantedHashes } from "./existing-containers.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepare.ts";

/** The plan against what the engine has now. `project` is what will be performed: a rehearsal's or the environment's. */
export async function decidePlan(
  world: World,
  prepared: Prepared & { readonly project: ComposeProject },
  signal: AbortSignal,
): Promise<Read<Plan>> {
  const { project, services } = prepared;
  const [existing, hashes, imageIds] = await Promise.all([
    existingContainers(world, project.name),
    wantedHashes(world, project, signal),
    currentImageIds(world, services),
  ]);
  if (existing.kind === "failed") return problems({ message: existing.failure.message, fix: "stack doctor" });
  const existingOf = (service: Service): Existing => ({
    containers: existing.value.get(service.name) ?? [],
    wantedHash: hashes.get(service.name),
    wantedImageId: service.image === undefined ? undefined : imageIds.get(service.image),
  });
  const { environment, loaded, gpu } = prepared;
  return ok(makePlan({ environment, model: loaded.model, project, gpu, services, existing: existingOf }));
}

async function currentImageIds(
  world: World,
  services: readonly Service[],
): Promise<ReadonlyMap<string, string>> {
  const images = [...new Set(services.flatMap(({ image }) => (image === undefined ? [] : [image])))];
  const answers = await Promise.all(images.map((image) => world.engine.image(image)));
  const known = images.map((image, index) => [image, answers[index]] as const);
  return new Map(
    known.flatMap(([image, answer]) => (answer?.kind === "ok" ? [[image, answer.value.id]] : [])),
  );
}
