import type { World } from "../../world/world.ts";
import { composeLabels } from "./compose-labels.ts";
import { ownResources } from "./own-resources.ts";
import type { ProjectPlace } from "./own-resources.ts";
import { writeResourceRecord } from "./resource-record.ts";

export interface StartedProject extends ProjectPlace {
  readonly environment: string;
  readonly rehearsal: boolean;
  readonly directory: string;
  /** By service. */
  readonly kinds: Readonly<Record<string, string>>;
}

/**
 * Writes down what a start has left on the engine, whatever came of it. A record only helps: a full disk costs it, never
 * the run.
 */
export async function recordResources(world: World, started: StartedProject): Promise<void> {
  const own = await ownResources(world, started);
  if (own.kind === "failed") return;
  const { containers, volumes, networks, record } = own.value;
  const { project, environment, rehearsal, directory, kinds } = started;
  const used = containers.map(({ image, imageId }) => ({ reference: image, id: imageId }));
  const images = new Map(
    [...(record?.images ?? []), ...used].map((each) => [`${each.reference} ${each.id}`, each]),
  );
  await writeResourceRecord(world, started, {
    schema: 1,
    project,
    environment,
    rehearsal,
    folder: await world.files.realPath(started.folder),
    directory,
    containers: containers.map(({ id, name, labels }) => ({
      id,
      name,
      service: labels[composeLabels.service] ?? "",
    })),
    volumes: volumes.map(({ name, createdAt }) => ({ name, createdAt })),
    networks: networks.map(({ id, name }) => ({ id, name })),
    images: [...images.values()],
    kinds: { ...record?.kinds, ...kinds },
  });
}
