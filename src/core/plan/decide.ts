import { servicesIn } from "../environment/written.ts";
import { composeLabels, isBesideService } from "../../world/compose/labels.ts";
import type { LoadedModel } from "../environment/load-model.ts";
import type { Service } from "../environment/model.ts";
import { isOneShot } from "../environment/one-shot.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";
import { imageNameOf } from "./image-name.ts";
import { makePlan } from "./make-plan.ts";
import type { Existing } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepare.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import { wantedHashes } from "./wanted-hashes.ts";
import type { EngineAnswer } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

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
    return problems({
      message: `the engine could not be asked what runs: ${existing.error.message}`,
      fix: "stack doctor",
      prerequisite: true,
    });
  // against nothing there is nothing to compare, and Compose takes its time to say
  const asked = { project, existing: existing.value };
  const hashes = existing.value.size === 0 ? new Map() : await wantedHashes(world, asked, signal);
  const { environment, loaded, gpu } = prepared;
  const { model } = loaded;
  const existingOf = (service: Service): Existing => ({
    containers: existing.value.get(service.name) ?? [],
    wantedHashes: hashes.get(service.name) ?? [],
    wantedImageIds: imageIds.get(imageNameOf(service, project.name)) ?? [],
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
  const named = new Set([
    ...model.services.map(({ name }) => name),
    ...layers.flatMap(({ value }) => Object.keys(servicesIn(value))),
  ]);
  return [...existing].flatMap(([service, containers]) =>
    named.has(service) ? [] : containers.map(({ name }) => name),
  );
}

/** By reference, the id of the image on the engine now, and of what is run of it, which newer Compose writes down. */
export async function currentImageIds(
  world: World,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const images = [...new Set(names)];
  const answers = await Promise.all(images.map((image) => world.engine.image(image)));
  const known = images.map((image, index) => [image, answers[index]] as const);
  return new Map(
    known.flatMap(([image, answer]) =>
      answer?.kind === "ok" ? [[image, [answer.value.id, ...(answer.value.manifestIds ?? [])]]] : [],
    ),
  );
}

/** The project's containers by service, its replicas and nothing else. */
export async function existingContainers(
  world: World,
  projectName: string,
): Promise<EngineAnswer<ReadonlyMap<string, readonly ContainerDetail[]>>> {
  const listed = await world.engine.containers({ project: projectName });
  if (listed.kind === "failed") return listed;
  const own = listed.value.filter(({ labels }) => !isBesideService(labels));
  const details = await Promise.all(own.map((container) => world.engine.inspect(container.id)));
  const byService = new Map<string, ContainerDetail[]>();
  for (const answer of details) {
    // an engine that went away between the two looks has not lost its containers
    if (answer.kind === "failed" && answer.error.kind === "unreachable") return answer;
    // one that vanished is simply not there any more
    if (answer.kind === "failed") continue;
    const service = answer.value.labels[composeLabels.service] ?? "";
    byService.set(service, [...(byService.get(service) ?? []), answer.value]);
  }
  return { kind: "ok", value: byService };
}
