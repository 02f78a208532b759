import * as z from "zod";
import type { LoadedModel } from "../environment/load-model.ts";
import type { Service } from "../environment/model.ts";
import { isOneShot } from "../environment/one-shot.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";
import type { YamlSource } from "../environment/yaml-source.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import type { Existing } from "./decide-action.ts";
import { existingContainers, wantedHashes } from "./existing-containers.ts";
import { imageNameOf } from "./image-name.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepare.ts";

interface ToDecide extends Prepared {
  /** What will be performed: a rehearsal's or the environment's. */
  readonly project: ComposeProject;
  /** The services that an earlier start saw complete by themselves. */
  readonly seenToComplete: ReadonlySet<string>;
}

/** The plan against what the engine has now. */
export async function decidePlan(world: World, prepared: ToDecide, signal: AbortSignal): Promise<Read<Plan>> {
  const { project, services } = prepared;
  const [existing, imageIds] = await Promise.all([
    existingContainers(world, project.name),
    currentImageIds(
      world,
      services.map((service) => imageNameOf(service, project.name)),
    ),
  ]);
  if (existing.kind === "failed")
    return problems({ message: existing.failure.message, fix: "stack doctor", prerequisite: true });
  // against nothing there is nothing to compare, and Compose takes its time to say
  const hashes = existing.value.size === 0 ? new Map() : await wantedHashes(world, project, signal);
  const { environment, loaded, gpu } = prepared;
  const { model } = loaded;
  const existingOf = (service: Service): Existing => ({
    containers: existing.value.get(service.name) ?? [],
    wantedHash: hashes.get(service.name),
    wantedImageId: imageIds.get(imageNameOf(service, project.name)),
    isOneShot: isOneShot(service, model, prepared.seenToComplete),
  });
  const orphans = orphansAmong(existing.value, loaded);
  return ok(makePlan({ environment, model, project, gpu, services, existing: existingOf, orphans }));
}

/** Services of profiles that are off now are not in the model, but they are in the files. */
function orphansAmong(
  existing: ReadonlyMap<string, readonly ContainerDetail[]>,
  { model, layers }: LoadedModel,
): readonly string[] {
  const named = new Set([...model.services.map(({ name }) => name), ...layers.flatMap(servicesIn)]);
  return [...existing].flatMap(([service, containers]) =>
    named.has(service) ? [] : containers.map(({ name }) => name),
  );
}

const servicesSchema = z.looseObject({ services: z.record(z.string(), z.unknown()).default({}) });

function servicesIn({ value }: YamlSource): readonly string[] {
  const parsed = servicesSchema.safeParse(value);
  return parsed.success ? Object.keys(parsed.data.services) : [];
}

async function currentImageIds(world: World, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const images = [...new Set(names)];
  const answers = await Promise.all(images.map((image) => world.engine.image(image)));
  const known = images.map((image, index) => [image, answers[index]] as const);
  return new Map(
    known.flatMap(([image, answer]) => (answer?.kind === "ok" ? [[image, answer.value.id]] : [])),
  );
}
