import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { GpuChoice } from "../../core/preflight/gpu/gpu-report.ts";
import type { World } from "../../world/world.ts";

/**
 * Images that any environment names, whatever profile is on and whatever cards there are. Undefined where one of them
 * cannot be read: then every image may be wanted.
 */
export async function wantedImages(
  world: World,
  { manifest }: FoundManifest,
): Promise<ReadonlySet<string> | undefined> {
  const wanted = new Set<string>();
  for (const [environment, { gpu }] of Object.entries(manifest.environments)) {
    const choices: readonly GpuChoice[] = gpu === "none" ? ["none"] : ["none", ...layersOf(manifest)];
    for (const choice of choices) {
      const images = await imagesOf(world, environment, choice);
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
  environment: string,
  gpu: GpuChoice,
): Promise<readonly string[] | undefined> {
  const rest = { rehearse: false, extraFiles: [], set: {}, only: [] };
  const request = { environment, gpu, profiles: ["*"], ...rest };
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "problems") return undefined;
  const { environment: laid, loaded } = prepared.value;
  return loaded.model.services.map(({ image, name }) => image ?? `${laid.project.name}-${name}`);
}
