import * as z from "zod";
import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import { readYaml } from "../../core/environment/yaml-source.ts";
import type { World } from "../../world/world.ts";

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
