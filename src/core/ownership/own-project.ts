import { problems } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import type { Container } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { composeLabels } from "./compose-labels.ts";
import { ownResources } from "./own-resources.ts";
import type { OwnResources } from "./own-resources.ts";
import { engineProblem } from "./running-project.ts";
import type { RunningProject } from "./running-project.ts";
import { kindOfImage } from "../environment/service-kind.ts";

/** A project, and what of it on the engine is provably ours: all that anything destructive may touch. */
export interface OwnProject extends RunningProject {
  readonly own: OwnResources;
}

/** Refused where the project was started from another folder, and nothing of it from here. */
export async function findOwnProject(
  world: World,
  running: RunningProject,
  external: readonly string[] = [],
): Promise<Read<OwnProject>> {
  const own = await ownResources(world, { ...running, external });
  if (own.kind === "failed") return problems(engineProblem(own.failure.message));
  const { elsewhere, containers } = own.value;
  if (elsewhere !== undefined && containers.length === 0) {
    return problems(startedElsewhere(running.project, elsewhere));
  }
  // an environment of its own keeps its data, even where its name now reads like another's rehearsal
  const rehearsal = running.rehearsal && own.value.record?.rehearsal !== false;
  return { kind: "ok", value: { ...running, rehearsal, containers, own: own.value } };
}

export function startedElsewhere(project: string, folder: string): Problem {
  return {
    message: `the project ${project} was started from another folder: ${folder}`,
    fix: `work on it there (cd ${folder}), or give this folder's stack.yaml another name`,
  };
}

/** What a service is: as the last start recorded it, or as its image says. */
export function kindOf(container: Container, { own }: OwnProject): string | undefined {
  const service = container.labels[composeLabels.service] ?? "";
  return own.record?.kinds[service] ?? kindOfImage(container.image);
}
