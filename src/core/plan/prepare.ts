import { variablesOf } from "../secrets/env-file/variables-of.ts";
import { chooseEnvironment } from "../environment/choose-environment.ts";
import type { ConfigService } from "../environment/config-schema.ts";
import type { Environment } from "../environment/environment.ts";
import type { FoundManifest } from "../environment/find-manifest.ts";
import { judgeEnvFile, assembleEnvironment } from "../environment/assemble-environment.ts";
import { loadModel } from "../environment/load-model.ts";
import type { LoadedModel } from "../environment/load-model.ts";
import type { Service } from "../environment/model.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import { asksForGpu } from "./asks-for-gpu.ts";
import { betterCard } from "./better-card.ts";
import { selectServices } from "./make-plan.ts";
import { decideGpu } from "../preflight/gpu/gpu-decision.ts";
import { nothingSeen, observeGpus } from "../preflight/gpu/gpu-query.ts";
import type { GpuChoice, GpuNeed, GpuReport } from "../preflight/gpu/gpu-report.ts";
import { gpuVariables } from "../preflight/gpu/gpu-checks.ts";
import { isInEnvFile } from "../secrets/secret-spec.ts";
import type { SecretSpecs } from "../secrets/secret-spec.ts";
import { secretState } from "../secrets/secret-state.ts";
import type { SecretState } from "../secrets/secret-state.ts";
import { secretPaths } from "../secrets/store/secret-place.ts";
import type { SecretPlace } from "../secrets/store/secret-place.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { World } from "../../world/world.ts";

/** What the command line says of the environment and of how to lay it. */
export interface PrepareRequest {
  /** As it is now: the command that was typed has read it. */
  readonly manifest: Read<FoundManifest>;
  readonly environment: string;
  readonly gpu: GpuChoice;
  readonly rehearse: boolean;
  readonly profiles: readonly string[];
  readonly extraFiles: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  /** Published wherever the host has room: a rehearsal that nobody but tests will look for. */
  readonly anyPorts?: boolean;
  /** The compute capability that the images need: known only once they are read, and then all is laid anew. */
  readonly oldestCard?: string;
  /** More of the launcher's own variables: what a test run tests. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** All that is known before anything is decided or done. Nothing has been written, no engine asked. */
export interface Prepared {
  readonly environment: Environment;
  readonly gpu: GpuReport;
  readonly loaded: LoadedModel;
  readonly services: readonly Service[];
  /** The secrets that this environment's services use. */
  readonly specs: SecretSpecs;
  readonly secrets: readonly SecretState[];
  /** The launcher's own variables for Compose, kept in the env file so that Compose by hand means the same. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `whileReading`: as for `loadModel`. */
export async function prepare(
  world: World,
  request: PrepareRequest,
  signal: AbortSignal,
  whileReading?: (project: ComposeProject) => void,
): Promise<Read<Prepared>> {
  const found = request.manifest;
  if (found.kind === "failed") return found;
  const chosen = chooseEnvironment(found.value.manifest, request.environment, request);
  if (chosen.kind === "failed") return chosen;
  const place = { environment: chosen.value.name, directory: found.value.workingDirectory };
  const { gpu: need, "env-files": shared } = chosen.value.definition;
  const unreadable = await judgeEnvFiles(world, place, shared);
  if (unreadable.length > 0) return problems(...unreadable);
  const wanted = await withoutShared(world, found.value, shared);
  const [gpu, states] = await Promise.all([
    decide(world, request, need, signal),
    secretState(world, place, wanted),
  ]);
  const variables = { STACK_ENVIRONMENT: place.environment, ...gpuVariables(gpu), ...request.variables };
  const environment = await lay(world, found.value, request, { gpu, variables, states });
  if (environment.kind === "failed") return environment;
  const read = await loadModel(world, environment.value.project, signal, whileReading);
  if (read.kind === "failed") return read;
  const loaded = request.anyPorts === true ? anyPorts(read.value) : read.value;
  const services = selectServices(loaded.model.services, request.only);
  if (services.kind === "failed") return services;
  const oldestCard = request.oldestCard ?? betterCard(services.value, gpu);
  if (oldestCard !== request.oldestCard) return prepare(world, { ...request, ...of(oldestCard) }, signal);
  const specs = specsOf(wanted, loaded.model.services);
  return ok({
    environment: environment.value,
    gpu: await askedByModel(world, request, { gpu, services: services.value, need }, signal),
    loaded,
    services: services.value,
    specs,
    secrets: states.filter(({ name }) => specs[name] !== undefined),
    variables,
  });
}

/** What an env file that is never written sets is somebody else's secret: kept as it is, and none is made in its place. */
async function withoutShared(
  world: World,
  { manifest, workingDirectory }: FoundManifest,
  shared: readonly string[],
): Promise<SecretSpecs> {
  if (shared.length === 0) return manifest.secrets;
  const paths = shared.map((file) => world.files.resolve(workingDirectory, file));
  const values = await variablesOf(world, paths);
  return Object.fromEntries(
    Object.entries(manifest.secrets).filter(([name]) => (values.get(name) ?? "") === ""),
  );
}

/** The environment's own, and what lies beneath it. */
async function judgeEnvFiles(
  world: World,
  place: SecretPlace,
  shared: readonly string[],
): Promise<readonly Problem[]> {
  const own = secretPaths(world.files, place).envFile;
  const named = shared.map((file) => ({ path: world.files.resolve(place.directory, file), file }));
  const found = await Promise.all([
    judgeEnvFile(world, own),
    ...named.map(({ path, file }) => judgeEnvFile(world, path, file)),
  ]);
  return found.flat();
}

function of(oldestCard: string | undefined): Pick<PrepareRequest, "oldestCard"> {
  return oldestCard === undefined ? {} : { oldestCard };
}

/** A rehearsal on a box without GPUs plans for the box it rehearses for: the one with two. */
async function decide(
  world: World,
  request: PrepareRequest,
  need: GpuNeed,
  signal: AbortSignal,
): Promise<GpuReport> {
  const seen = need === "none" ? nothingSeen : await observeGpus(world, signal);
  const report = decideGpu({ ...seen, choice: request.gpu, need, ...of(request.oldestCard) });
  const nothingHere = report.layer === undefined || report.layer === "none";
  return request.rehearse && request.gpu === "auto" && need !== "none" && nothingHere
    ? decideGpu({ ...seen, choice: "multi", need })
    : report;
}

/** A model that asks for cards gets them judged, also where the manifest says nothing of any: only it has been laid without. */
async function askedByModel(
  world: World,
  request: PrepareRequest,
  {
    gpu,
    services,
    need,
  }: { readonly gpu: GpuReport; readonly services: readonly Service[]; readonly need: GpuNeed },
  signal: AbortSignal,
): Promise<GpuReport> {
  const asking = services.filter(asksForGpu);
  if (need !== "none" || request.rehearse || asking.length === 0) return gpu;
  const isRequired = asking.some(({ extras }) => !extras.optional);
  const report = await decide(world, request, isRequired ? "required" : "optional", signal);
  return report.error?.code === "mig-enabled" ? { ...report, layer: "none" } : report;
}

interface Known {
  readonly gpu: GpuReport;
  readonly variables: Readonly<Record<string, string>>;
  readonly states: readonly SecretState[];
}

async function lay(
  world: World,
  found: FoundManifest,
  request: PrepareRequest,
  known: Known,
): Promise<Read<Environment>> {
  const missing = known.states.filter(({ name, state }) => {
    const spec = found.manifest.secrets[name];
    return state === "to-generate" && spec !== undefined && isInEnvFile(spec);
  });
  const stillToCome = Object.fromEntries(missing.map(({ name }) => [name, "to-be-generated"]));
  return assembleEnvironment(
    world,
    found,
    { ...request, variables: { ...known.variables, ...stillToCome, ...request.set } },
    known.gpu.layer,
  );
}

/** Secrets of services that are not part of this environment are none of its business. */
function specsOf(specs: SecretSpecs, services: readonly Service[]): SecretSpecs {
  const names = new Set(services.map((service) => service.name));
  return Object.fromEntries(
    Object.entries(specs).filter(
      ([, spec]) => spec.services === undefined || spec.services.some((name) => names.has(name)),
    ),
  );
}

/** The same model, published on whatever ports of the host are free, on the same addresses: it meets nobody. */
export function anyPorts<T extends Pick<LoadedModel, "model" | "document">>(loaded: T): T {
  const { model, document } = loaded;
  const services = Object.entries(document.services).map(([name, service]) => [name, unpinned(service)]);
  return {
    ...loaded,
    model: { ...model, services: model.services.map(withoutHostPorts) },
    document: { ...document, services: Object.fromEntries(services) },
  };
}

function withoutHostPorts(service: Service): Service {
  return { ...service, ports: service.ports.map((port) => ({ ...port, host: undefined })) };
}

/** Without `published` the engine chooses. */
function unpinned(service: ConfigService): ConfigService {
  return { ...service, ports: service.ports?.map(({ published: _published, ...port }) => port) };
}
