import { findOwnProject, findRunningProject } from "../ownership/running-project.ts";
import type { OwnProject } from "../ownership/running-project.ts";
import { planRemoval, removeResources } from "./removal.ts";
import type { RemoveStep } from "./removal.ts";
import { stopServices } from "./stop-services.ts";
import type { StopStep } from "./stop-services.ts";
import type { World } from "../../world/world.ts";

export type DownStep = StopStep | RemoveStep;

interface DownRequest {
  readonly tell: (step: DownStep) => void;
  /** For every service, instead of its own. */
  readonly graceSeconds: number | undefined;
  readonly signal: AbortSignal;
}

interface DownAnswer {
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

const tries = 5;
const pauseMs = 500;

/**
 * Takes a project of this folder down without a word, its volumes too where it is a rehearsal, even when the run was
 * interrupted. Resolves with whether nothing is left.
 */
export async function takeDownNow(world: World, environment: string, rehearse: boolean): Promise<boolean> {
  const { signal } = new AbortController();
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    // after an interruption the engine goes on starting what it was told to start
    if (attempt > 1) await world.clock.sleep(pauseMs, signal);
    if (await tryTakeDown(world, environment, { rehearse, signal })) return true;
  }
  return false;
}

async function tryTakeDown(
  world: World,
  environment: string,
  { rehearse, signal }: { readonly rehearse: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const found = await findRunningProject(world, environment, rehearse);
  if (found.kind === "failed") return false;
  // a name means its rehearsal where only that exists
  if (found.value.rehearsal !== rehearse || found.value.containers.length === 0) return true;
  const own = await findOwnProject(world, found.value);
  if (own.kind === "failed") return false;
  const { failed } = await takeDown(world, own.value, {
    tell: () => undefined,
    graceSeconds: undefined,
    signal,
  });
  return failed === 0;
}
