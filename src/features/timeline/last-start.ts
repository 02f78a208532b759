import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import type { World } from "../../world/world.ts";
import { recordedRuns } from "../../core/journal/run-journal.ts";
import { findRunningProject, nameProject } from "../../core/ownership/running-project.ts";
import type { Timeline } from "../../core/journal/timeline-from.ts";

export interface LastStart {
  readonly environment: string;
  /** Undefined: none is on record here. */
  readonly timeline: Timeline | undefined;
}

/**
 * The last start on record of what an environment's name means now, or else of the other, the real one or its rehearsal.
 * A record is there without its containers, and without an engine.
 */
export async function lastStart(world: World, word: string, rehearse: boolean): Promise<Read<LastStart>> {
  const named = await nameProject(world, word);
  if (named.kind === "problems") return named;
  const { environment, project, folder, taken } = named.value;
  if (rehearse && taken !== undefined) return problems(taken);
  const rehearsal = rehearsalOf(project);
  const running = await findRunningProject(world, word, rehearse);
  const meant = running.kind === "ok" ? running.value.project : rehearse ? rehearsal : project;
  const candidates = rehearse
    ? [rehearsal]
    : [meant, ...(meant === project ? [rehearsal] : [project])].filter(
        (candidate) => taken === undefined || candidate !== rehearsal,
      );
  const stateDirectory = world.files.resolve(folder, ".stack");
  for (const candidate of candidates) {
    const runs = await recordedRuns(world, { stateDirectory, project: candidate });
    const timeline = runs.findLast((run) => run.timeline !== undefined)?.timeline;
    if (timeline !== undefined) return ok({ environment, timeline });
  }
  return ok({ environment, timeline: undefined });
}
