import type { Model } from "../../core/environment/model.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { CommandContext } from "../../command/command.ts";
import { requestAsStarted } from "../../command/request-as-started.ts";

export interface EnvironmentFiles {
  readonly model: Model;
  readonly compose: ComposeProject;
  /** Names that the model declares to be somebody else's. */
  readonly external: readonly string[];
}

/** What the files of an environment say; undefined where they cannot be read: the engine is then the only source. */
export async function environmentFiles(
  context: CommandContext,
  running: RunningProject,
): Promise<EnvironmentFiles | undefined> {
  const { world } = context;
  const request = await requestAsStarted(context, running);
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "failed") return undefined;
  return filesOf(prepared.value);
}

export function filesOf({ loaded, environment }: Prepared): EnvironmentFiles {
  const { model } = loaded;
  const external = [...model.networks, ...model.volumes].filter((each) => each.external);
  return { model, compose: environment.project, external: external.map(({ name }) => name) };
}
