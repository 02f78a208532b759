import type { Model } from "../environment/model.ts";
import { prepare } from "../plan/prepare.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";

export interface EnvironmentFiles {
  readonly model: Model;
  readonly compose: ComposeProject;
  /** Names that the model declares to be somebody else's. */
  readonly external: readonly string[];
}

/** What the files of an environment say; undefined where they cannot be read: the engine is then the only source. */
export async function environmentFiles(
  context: CommandContext,
  environment: string,
): Promise<EnvironmentFiles | undefined> {
  const { world } = context;
  const request = { ...prepareRequest(context), environment };
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "problems") return undefined;
  const { model } = prepared.value.loaded;
  const external = [...model.networks, ...model.volumes].filter((each) => each.external);
  return { model, compose: prepared.value.environment.project, external: external.map(({ name }) => name) };
}
