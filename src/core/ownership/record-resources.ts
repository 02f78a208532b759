import type { Container } from "../../world/engine/container.ts";
import type { Volume } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import { ownResources } from "./own-resources.ts";
import type { OwnResources, ProjectPlace } from "./own-resources.ts";
import { writeResourceRecord } from "./resource-record.ts";
import type { ResourceRecord } from "./resource-record.ts";

export interface StartedProject extends ProjectPlace {
  readonly environment: string;
  readonly rehearsal: boolean;
  readonly directory: string;
  /** Volumes of the project that were there before: what came since, this start has made. */
  readonly volumesBefore: ReadonlySet<string>;
  /** The Compose files; undefined where nothing was said of them: then those on record stay. */
  readonly files: readonly string[] | undefined;
  /** Whether the start has pulled or built this image. */
  readonly imagesMade: (reference: string) => boolean;
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
  const { containers, networks, record } = own.value;
  const volumes = [...own.value.volumes, ...madeNow(started, own.value)];
  const { project, environment, rehearsal, directory, kinds } = started;
  const known = record?.images ?? [];
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
    images: [...known, ...newImages(started, containers, known)],
    files: [...(started.files ?? record?.files ?? [])],
    kinds: { ...record?.kinds, ...kinds },
  });
}

/** Compose makes every volume of the files, also those of services that are not started. */
function madeNow(
  { project, external, volumesBefore }: StartedProject,
  { volumes, everything }: OwnResources,
): readonly Volume[] {
  return everything.volumes.filter(
    (volume) =>
      volume.labels[composeLabels.project] === project &&
      volume.labels[composeLabels.volume] !== undefined &&
      !volumesBefore.has(volume.name) &&
      !external.includes(volume.name) &&
      !volumes.includes(volume),
  );
}

function newImages(
  { imagesMade }: StartedProject,
  containers: readonly Container[],
  known: ResourceRecord["images"],
): ResourceRecord["images"] {
  const used = containers.map(({ image, imageId }) => ({
    reference: image,
    id: imageId,
    made: imagesMade(image),
  }));
  const unknown = used.filter(({ id }) => !known.some((each) => each.id === id));
  return [...new Map(unknown.map((each) => [each.id, each])).values()];
}
