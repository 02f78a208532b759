import type { GpuLayer } from "../../../core/preflight/gpu/gpu-report.ts";
import type { World } from "../../../world/world.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";

/** An environment with one of its GPU layers: which files that is, by absolute path. */
export interface LayFiles {
  readonly environment: string;
  readonly gpuLayer: GpuLayer;
  readonly paths: readonly string[];
}

/** Every way that an environment can be laid. */
export function layFiles(
  world: World,
  { manifest, directory }: FoundManifest,
  name: string,
): readonly LayFiles[] {
  const definition = manifest.environments[name];
  if (definition === undefined) return [];
  const named = Object.entries(manifest.gpu.layers).flatMap(([gpuLayer, file]) =>
    isGpuLayer(gpuLayer) && file !== undefined ? [{ gpuLayer, files: [file] }] : [],
  );
  const none = { gpuLayer: "none" as const, files: [] };
  const withGpu = definition.gpu === "none" ? [] : named;
  const ways = definition.gpu === "required" && withGpu.length > 0 ? withGpu : [none, ...withGpu];
  return ways.map(({ gpuLayer, files }) => ({
    environment: name,
    gpuLayer,
    paths: [...definition.layers, ...files].map((file) => world.files.resolve(directory, file)),
  }));
}

export function collected(lays: readonly LayFiles[]): readonly string[] {
  return [...new Set(lays.flatMap(({ paths }) => paths))];
}

function isGpuLayer(name: string): name is GpuLayer {
  return name === "multi-gpu" || name === "single-gpu";
}
