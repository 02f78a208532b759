import { findManifest } from "../../src/core/environment/find-manifest.ts";
import { assembleEnvironment } from "../../src/core/environment/assemble-environment.ts";
import { loadModel } from "../../src/core/environment/load-model.ts";
import type { Model, Service } from "../../src/core/environment/model.ts";
import type { Read } from "../../src/core/environment/problem.ts";
import type { GpuLayer } from "../../src/core/preflight/gpu/gpu-report.ts";
import { createWorld } from "../../src/world/node-world.ts";

/** The manifest this package ships, laid and merged by the real `docker compose config`. */

export const root = new URL("../..", import.meta.url).pathname.replace(/\/$/u, "");

const world = createWorld(root);

export const stackEnvironments = ["development", "staging", "production", "monitoring", "optimized"] as const;
const testEnvironments = ["testing", "performance"] as const;
export const environments = [...stackEnvironments, ...testEnvironments];
export const gpuLayers = ["multi-gpu", "single-gpu", "none"] as const;

export const found = orThrow(await findManifest(world, root));

const models = new Map<string, Promise<Model>>();

/** Merged as `.env.<environment>` would have it on a box with these variables; each combination once. */
export async function shippedModel(
  environment: string,
  gpuLayer: GpuLayer,
  variables: Readonly<Record<string, string>> = {},
): Promise<Model> {
  const key = JSON.stringify([environment, gpuLayer, variables]);
  const known = models.get(key) ?? load(environment, gpuLayer, variables);
  models.set(key, known);
  return known;
}

async function load(
  environment: string,
  gpuLayer: GpuLayer,
  variables: Readonly<Record<string, string>>,
): Promise<Model> {
  const request = {
    environment,
    extraFiles: [],
    profiles: [],
    variables: {
      STACK_ENVIRONMENT: environment,
      STACK_DEVICE: gpuLayer === "none" ? "cpu" : "cuda",
      ...variables,
    },
  };
  const laid = orThrow(await assembleEnvironment(world, found, request, gpuLayer));
  // what this checkout's own env file says is not what is shipped
  const project = { ...laid.project, envFile: undefined };
  return orThrow(await loadModel(world, project, AbortSignal.timeout(30_000))).model;
}

export function serviceOf(model: Model, name: string): Service {
  const service = model.services.find((candidate) => candidate.name === name);
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
}

export function namesOf(model: Model): readonly string[] {
  return model.services.map(({ name }) => name).sort();
}

/** All that a container runs. */
export function commandLine(service: Service): readonly string[] {
  return [...(service.entrypoint ?? []), ...(service.command ?? [])];
}

export function option(service: Service, name: string): string | undefined {
  const words = commandLine(service);
  const at = words.indexOf(name);
  return at === -1 ? undefined : words[at + 1];
}

function orThrow<T>(read: Read<T>): T {
  if (read.kind === "ok") return read.value;
  throw new Error(
    read.error.map(({ file, line, message }) => `${file ?? ""}:${line ?? ""} ${message}`).join("\n"),
  );
}
