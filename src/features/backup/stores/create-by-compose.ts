import { loadModel } from "../../../core/environment/load-model.ts";
import { besideCreated } from "../../../core/plan/dependencies-beside.ts";
import { existingContainers } from "../../../core/plan/decide.ts";
import type { Beside, ComposeProject } from "../../../world/compose/compose.ts";
import type { World } from "../../../world/world.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { recordResources } from "../../../core/ownership/own-resources.ts";

export interface CreateRequest {
  readonly project: OwnProject;
  readonly compose: ComposeProject;
  readonly services: readonly string[];
  readonly signal: AbortSignal;
}

/** Creates containers, with the networks and volumes of their project, and writes down whose they are. Why not, if not. */
export async function createByCompose(world: World, request: CreateRequest): Promise<string | undefined> {
  const { project, compose, services, signal } = request;
  const volumes = await world.engine.volumes(project.project);
  if (volumes.kind === "failed") return volumes.error.message;
  const beside = await dependenciesBeside(world, request);
  const answer = await world.compose.create(compose, services, signal, beside);
  await recordOwn(world, request, volumes.value);
  if (answer.kind === "exited" && answer.exitCode === 0) return undefined;
  const said = "stderr" in answer ? answer.stderr.trim().split("\n").at(-1) : undefined;
  return said === undefined || said === "" ? `docker compose create: ${answer.kind}` : said;
}

/** None where the files cannot be read: Compose itself then says what is wrong with them. */
async function dependenciesBeside(
  world: World,
  { compose, services, signal }: CreateRequest,
): Promise<Beside> {
  const [loaded, existing] = await Promise.all([
    loadModel(world, compose, signal),
    existingContainers(world, compose.name),
  ]);
  if (loaded.kind === "failed" || existing.kind === "failed") return new Map();
  return besideCreated(services, loaded.value.model, existing.value);
}

/**
 * Writes down what is ours now: also before a container goes that alone proves whose its volume is, for a run that is
 * killed between the two would leave a volume of nobody. `volumesBefore`: what came since was made here.
 */
export async function recordOwn(
  world: World,
  { project, compose }: Pick<CreateRequest, "project" | "compose">,
  volumesBefore: readonly { readonly name: string }[],
): Promise<void> {
  await recordResources(world, {
    ...project,
    external: [],
    directory: compose.directory,
    volumesBefore: new Set(volumesBefore.map(({ name }) => name)),
    files: undefined,
    imagesMade: () => false,
    kinds: {},
  });
}
