import { judgeOwnership } from "./judge-ownership.ts";
import type { Ownership, Seen } from "./judge-ownership.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import type { Container } from "../../world/engine/container.ts";
import type { EngineAnswer, Volume } from "../../world/engine/engine.ts";
import type { WriteAnswer } from "../../world/files/files.ts";
import type { World } from "../../world/world.ts";
import { readResourceRecord, writeResourceRecord } from "./resource-record.ts";
import type { ResourceRecord } from "./resource-record.ts";

interface ProjectResources {
  readonly project: string;
  /** The folder of the manifest and of `.stack`. */
  readonly folder: string;
  /** Folders that Compose is told of besides those below `folder`. */
  readonly directories: readonly string[];
  /** Names of volumes and networks that the model declares to be somebody else's, where it can be read. */
  readonly external: readonly string[];
}

export interface OwnResources extends Ownership {
  readonly record: ResourceRecord | undefined;
  /** Everything on the engine: what else uses a volume or a network decides whether it can go. */
  readonly everything: Seen;
}

/** What the engine has of a project, and what of it is ours. */
export async function ownResources(
  world: World,
  place: ProjectResources,
): Promise<EngineAnswer<OwnResources>> {
  const [containers, volumes, networks, record] = await Promise.all([
    world.engine.containers({ project: undefined }),
    world.engine.volumes(undefined),
    world.engine.networks(undefined),
    readResourceRecord(world, place),
  ]);
  if (containers.kind === "failed") return containers;
  if (volumes.kind === "failed") return volumes;
  if (networks.kind === "failed") return networks;
  const known = [...place.directories, ...(record === undefined ? [] : [record.directory])];
  const seen: Seen = {
    containers: containers.value,
    volumes: volumes.value,
    networks: networks.value,
    ownFolders: await ownFolders(world, containers.value, { folder: place.folder, known }),
  };
  const claim = { project: place.project, record, external: new Set(place.external) };
  return { kind: "ok", value: { ...judgeOwnership(claim, seen), record, everything: seen } };
}

/**
 * Which of the folders written on a project's containers belong to the manifest in `folder`: those below it that have
 * no manifest of their own between, and those it is known to use.
 */
export async function ownFolders(
  world: Pick<World, "files">,
  containers: readonly Container[],
  { folder, known }: { readonly folder: string; readonly known: readonly string[] },
): Promise<ReadonlySet<string>> {
  const written = [...new Set(containers.flatMap(({ labels }) => labels[composeLabels.folder] ?? []))];
  const home = await world.files.realPath(folder);
  const knownPaths = await Promise.all(known.map((path) => world.files.realPath(path)));
  const isOwn = await Promise.all(
    written.map(async (path) => {
      const real = await world.files.realPath(path);
      return knownPaths.includes(real) || belongsTo(world, real, home);
    }),
  );
  return new Set(written.filter((_, index) => isOwn[index]));
}

async function belongsTo(world: Pick<World, "files">, path: string, home: string): Promise<boolean> {
  if (path === home) return true;
  if (!path.startsWith(`${home}/`)) return false;
  const manifest = await world.files.stat(world.files.resolve(path, "stack.yaml"));
  return manifest.kind === "absent" && belongsTo(world, world.files.dirname(path), home);
}

interface StartedProject extends ProjectResources {
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
export async function recordResources(world: World, started: StartedProject): Promise<WriteAnswer> {
  const own = await ownResources(world, started);
  // an engine that is gone is told of elsewhere
  if (own.kind === "failed") return { kind: "ok", value: undefined };
  const { containers, networks, record } = own.value;
  const volumes = [...own.value.volumes, ...madeNow(started, own.value)];
  const { project, environment, rehearsal, directory, kinds } = started;
  const known = record?.images ?? [];
  return writeResourceRecord(world, started, {
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
