import type { World } from "../../world/world.ts";
import type { OwnProject } from "../ownership/own-project.ts";
import { planRemoval } from "./removal.ts";
import { removeResources } from "./remove-resources.ts";
import type { RemoveStep } from "./remove-resources.ts";
import { stopServices } from "./stop-services.ts";
import type { StopStep } from "./stop-services.ts";

export type DownStep = StopStep | RemoveStep;

export interface DownRequest {
  readonly tell: (step: DownStep) => void;
  /** For every service, instead of its own. */
  readonly graceSeconds: number | undefined;
  readonly signal: AbortSignal;
}

export interface DownAnswer {
  readonly ended: "down" | "interrupted";
  readonly failed: number;
}

/**
 * Stops a project's services in order, then removes its containers and networks. Data stays; only a rehearsal's volumes
 * go, for nothing but rehearsals ever used them.
 */
export async function takeDown(world: World, project: OwnProject, request: DownRequest): Promise<DownAnswer> {
  let failed = 0;
  const tell = (step: DownStep): void => {
    if (step.kind === "failed") failed += 1;
    request.tell(step);
  };
  const stopped = await stopServices(world, project, { ...request, tell });
  if (stopped === "interrupted") return { ended: "interrupted", failed };
  const removal = planRemoval(project.own, { volumes: project.rehearsal });
  await removeResources(world, removal, tell);
  return { ended: "down", failed };
}
