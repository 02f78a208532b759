import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { assembleEnvironment } from "../../../core/environment/assemble-environment.ts";
import { loadModel } from "../../../core/environment/load-model.ts";
import type { Problem } from "../../../core/environment/problem.ts";
import type { Service } from "../../../core/environment/model.ts";
import { findImage } from "../../../core/images/find-image.ts";
import type { ImageFacts } from "../../../core/images/image-facts.ts";
import { listeningPorts } from "../../../core/images/listening-ports.ts";
import type { ListeningPort } from "../../../core/images/listening-ports.ts";
import type { Invocation } from "../../../core/images/setting-of.ts";
import type { GpuLayer } from "../../../core/preflight/gpu/gpu-report.ts";
import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import { isGiven } from "../launcher-variables.ts";
import type { WrittenLay } from "./read-layers.ts";
import type { Variant, LintLayer, LintSubject, Merged } from "./lint-subject.ts";
import { variablesIn } from "./variables-in.ts";
import type { World } from "../../../world/world.ts";

/** An environment with one of its GPU layers: which files that is, by absolute path. */
export interface VariantFiles {
  readonly environment: string;
  readonly gpuLayer: GpuLayer;
  readonly paths: readonly string[];
}

/** Every way that an environment can be laid. */
export function variantFiles(
  world: World,
  { manifest, directory }: FoundManifest,
  name: string,
): readonly VariantFiles[] {
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

function isGpuLayer(name: string): name is GpuLayer {
  return name === "multi-gpu" || name === "single-gpu";
}

interface Merging {
  readonly world: World;
  readonly found: FoundManifest;
  readonly hasCompose: boolean;
  readonly signal: AbortSignal;
}

/** What one way of laying an environment comes to, every profile on: a defect in a profile is one too. */
export async function mergeVariant(merging: Merging, written: VariantFiles & WrittenLay): Promise<Variant> {
  const { environment, gpuLayer, layers, read } = written;
  const project = `${merging.found.manifest.name}-${environment}`;
  const lay = { environment, project, layers, read };
  if (!merging.hasCompose) return { ...lay, merged: { kind: "unknown" } };
  const request = {
    environment,
    extraFiles: [],
    profiles: ["*"],
    variables: stillToCome(merging, environment, read),
  };
  const laid = await assembleEnvironment(merging.world, merging.found, request, gpuLayer);
  if (laid.kind === "failed") return { ...lay, merged: refusal(laid.error) };
  const loaded = await loadModel(merging.world, laid.value.project, merging.signal);
  if (loaded.kind === "failed") return { ...lay, merged: refusal(loaded.error) };
  const { model, document } = loaded.value;
  return { ...lay, merged: { kind: "model", model, document } };
}

function refusal(problems: readonly Problem[]): Merged {
  return { kind: "refused", problems };
}

/**
 * Values for what only a start knows: secrets that are not generated yet, and names without a default, so that the rest
 * can be judged all the same. 1 does for a port, for a size and for a word.
 */
function stillToCome(
  { found }: Merging,
  environment: string,
  layers: readonly LintLayer[],
): Readonly<Record<string, string>> {
  const asked = layers.flatMap((layer) =>
    layer.source
      .texts()
      .flatMap(({ text }) => variablesIn(text))
      .filter(({ operator }) => operator === "" || operator.endsWith("?"))
      .filter(({ name }) => !layer.variables.has(name) && !isGiven(name))
      .map(({ name }) => name),
  );
  const known = layers[0]?.variables;
  const secrets = Object.entries(found.manifest.secrets).flatMap(([name, spec]) =>
    isInEnvFile(spec) && known?.has(name) !== true ? name : [],
  );
  const unknown = [...new Set([...asked, ...secrets])].filter((name) => !name.startsWith("STACK_"));
  return { ...Object.fromEntries(unknown.map((name) => [name, "1"])), STACK_ENVIRONMENT: environment };
}

export interface MergedService {
  readonly service: Service;
  readonly lay: Variant;
}

/** Every service of every model that could be merged. */
export function mergedServices({ lays }: LintSubject): readonly MergedService[] {
  return lays.flatMap((lay) =>
    lay.merged.kind === "model" ? lay.merged.model.services.map((service) => ({ service, lay })) : [],
  );
}

/** What the table of images knows of a service's; a built image is its own. */
export function imageOf({ image, build }: Service): ImageFacts | undefined {
  return image === undefined || build ? undefined : findImage(image);
}

export function invocationOf(service: Service): Invocation {
  return {
    argv: [...(service.entrypoint ?? []), ...(service.command ?? [])],
    environment: service.environment,
  };
}

export function portsOf(service: Service, facts: ImageFacts): readonly ListeningPort[] {
  const declared = [...service.ports.map(({ container }) => container), ...service.expose];
  return listeningPorts(facts, invocationOf(service), declared);
}
