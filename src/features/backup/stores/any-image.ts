import type { Model } from "../../../core/environment/model.ts";
import type { World } from "../../../world/world.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";

/** Some image of the project that is on this engine: what holds a volume never starts, so any will do. */
export async function anyImage(
  world: World,
  project: OwnProject,
  model: Model | undefined,
): Promise<string | undefined> {
  const candidates = [
    ...project.containers.map(({ imageId }) => imageId),
    ...(project.own.record?.images ?? []).map(({ id }) => id),
    ...(model?.services ?? []).flatMap(({ image }) => image ?? []),
  ];
  for (const candidate of new Set(candidates)) {
    const found = await world.engine.image(candidate);
    if (found.kind === "ok") return found.value.id;
  }
  return undefined;
}
