import * as z from "zod";
import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import { readYaml } from "../../core/environment/yaml-source.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import { isAnonymous } from "../../core/ownership/compose-labels.ts";
import type { ResourceRecord } from "../../core/ownership/resource-record.ts";
import type { OwnProject } from "../../core/ownership/running-project.ts";
import { prepare } from "../../core/plan/prepare.ts";
import { ok } from "../../core/environment/problem.ts";
import type { GpuChoice } from "../../core/preflight/gpu/gpu-report.ts";
import { isAlive } from "../../core/start/start-service.ts";
import type { Removal, Staying } from "../../core/stop/take-down.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import type { Container } from "../../world/engine/container.ts";
import type { StoredImage, Volume } from "../../world/engine/engine.ts";
import { readImageReference } from "../../world/engine/image-reference.ts";
import type { World } from "../../world/world.ts";

/**
 * What of one project is of no use any more. Of a project that runs, a stopped container may be a job that has done its
 * work, or the evidence of a crash: there, only what no file names any more goes, and what `compose run` left behind.
 */
export function planReclaim(project: OwnProject, declared: Declared | undefined): Removal {
  const { containers, own } = project;
  const runs = containers.some(isAlive);
  const idle = containers.filter((each) => !isAlive(each) && (!runs || isLeftOver(each, declared)));
  const stay = own.everything.containers.filter((each) => !idle.includes(each));
  const joined = new Set(stay.flatMap(({ networkIds }) => networkIds));
  const mounted = new Set(stay.flatMap(({ volumes }) => volumes));
  const isOrphan = (volume: Volume): boolean =>
    !mounted.has(volume.name) && !isDeclared(volume, project, declared);
  const kept = own.volumes.filter((volume) => !isOrphan(volume));
  return {
    containers: idle,
    networks: runs ? [] : own.networks.filter(({ id }) => !joined.has(id)),
    volumes: own.volumes.filter(isOrphan),
    stays: [
      ...kept.map(({ name }): Staying => ({ kind: "volume", name, why: { kind: "data" } })),
      ...own.others,
    ],
  };
}

function isLeftOver(container: Container, declared: Declared | undefined): boolean {
  if (container.labels[composeLabels.oneOff] === "True") return true;
  return declared !== undefined && !declared.services.has(serviceOf(container));
}

/** Without a container nothing finds a volume without a name again; a rehearsal's hold nothing that matters. */
function isDeclared(volume: Volume, { rehearsal }: OwnProject, declared: Declared | undefined): boolean {
  if (isAnonymous(volume)) return false;
  if (declared === undefined) return true;
  return !rehearsal && declared.volumes.has(volume.labels[composeLabels.volume] ?? "");
}

interface ImagesSeen {
  /** What starts from here have used. */
  readonly recorded: ResourceRecord["images"];
  readonly stored: readonly StoredImage[];
  /** Containers that stay. */
  readonly containers: readonly Container[];
  /** References that some environment's model names now. */
  readonly wanted: ReadonlySet<string>;
}

export interface OldImage {
  readonly id: string;
  /** What is taken away: its names, or the id where it has none. */
  readonly references: readonly string[];
  readonly sizeBytes: number;
}

/**
 * Images that a start from here pulled or built, and that no model names and no container uses any more. Under names
 * that others gave them they stay.
 */
export function planImages({ recorded, stored, containers, wanted }: ImagesSeen): readonly OldImage[] {
  const used = new Set(containers.map(({ imageId }) => imageId));
  const named = new Set([...wanted].map((reference) => readImageReference(reference).name));
  return stored.flatMap(({ id, references, sizeBytes, sharedBytes }) => {
    const own = recorded.filter((each) => each.made && each.id === id);
    const names = own.map(({ reference }) => readImageReference(reference).name);
    // a pinned one has no other name than its digest, in whatever spelling
    const known = [...references, ...names.filter((name) => name.includes("@"))];
    if (names.length === 0 || used.has(id) || known.some((name) => named.has(name))) return [];
    if (!references.every((name) => names.includes(name) || isDigestOf(name, names))) return [];
    const tags = references.filter((name) => !name.includes("@"));
    const ownBytes = Math.max(0, sizeBytes - sharedBytes);
    return [{ id, references: tags.length > 0 ? tags : [id], sizeBytes: ownBytes }];
  });
}

/** What is pulled by its name gets its digest's name too. */
function isDigestOf(name: string, names: readonly string[]): boolean {
  const [repository, digest] = name.split("@");
  return digest !== undefined && names.some((each) => each.replace(/:[^/]*$/u, "") === repository);
}

/**
 * Images that any environment names, whatever profile is on and whatever cards there are. Undefined where one of them
 * cannot be read: then every image may be wanted.
 */
export async function wantedImages(
  world: World,
  found: FoundManifest,
): Promise<ReadonlySet<string> | undefined> {
  const { manifest } = found;
  const wanted = new Set<string>();
  for (const [environment, { gpu }] of Object.entries(manifest.environments)) {
    const choices: readonly GpuChoice[] = gpu === "none" ? ["none"] : ["none", ...layersOf(manifest)];
    for (const choice of choices) {
      const images = await imagesOf(world, found, environment, choice);
      if (images === undefined) return undefined;
      for (const image of images) wanted.add(image);
    }
  }
  return wanted;
}

function layersOf({ gpu }: FoundManifest["manifest"]): readonly GpuChoice[] {
  return [
    ...(gpu.layers["multi-gpu"] === undefined ? [] : (["multi"] as const)),
    ...(gpu.layers["single-gpu"] === undefined ? [] : (["single"] as const)),
  ];
}

async function imagesOf(
  world: World,
  found: FoundManifest,
  environment: string,
  gpu: GpuChoice,
): Promise<readonly string[] | undefined> {
  const rest = { manifest: ok(found), rehearse: false, extraFiles: [], set: {}, only: [] };
  const request = { environment, gpu, profiles: ["*"], ...rest };
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "failed") return undefined;
  const { environment: laid, loaded } = prepared.value;
  return loaded.model.services.map(({ image, name }) => image ?? `${laid.project.name}-${name}`);
}

/** What the files of an environment name, whatever profiles are on. */
export interface Declared {
  /** Keys of volumes. */
  readonly volumes: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

const layerSchema = z.looseObject({
  services: z.record(z.string(), z.unknown()).nullish(),
  volumes: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Read from the layers as they are written: the merged model leaves out what only a profile that is off would use. The
 * GPU layers and the files of the last start count too. Undefined where any of them cannot be read: then nothing is known.
 */
export async function declaredBy(
  world: World,
  found: FoundManifest,
  environment: string,
  lastFiles: readonly string[],
): Promise<Declared | undefined> {
  const { manifest, directory } = found;
  const definition = manifest.environments[environment];
  if (definition === undefined) return { volumes: new Set(), services: new Set() };
  const gpuLayers = Object.values(manifest.gpu.layers).filter((layer) => layer !== undefined);
  const layers = [...definition.layers, ...gpuLayers].map((layer) => world.files.resolve(directory, layer));
  const extra = await existing(
    world,
    lastFiles.filter((file) => !layers.includes(file)),
  );
  const read = await Promise.all([...layers, ...extra].map((file) => readYaml(world.files, file, file)));
  const volumes = new Set<string>();
  const services = new Set<string>();
  for (const layer of read) {
    const parsed = layer.kind === "ok" ? layerSchema.safeParse(layer.value.value).data : undefined;
    if (parsed === undefined) return undefined;
    for (const key of Object.keys(parsed.volumes ?? {})) volumes.add(key);
    for (const name of Object.keys(parsed.services ?? {})) services.add(name);
  }
  return { volumes, services };
}

/** A file given with `-f` once may be gone. */
async function existing(world: World, files: readonly string[]): Promise<readonly string[]> {
  const stats = await Promise.all(files.map((file) => world.files.stat(file)));
  return files.filter((_, index) => stats[index]?.kind === "file");
}
