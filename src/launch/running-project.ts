import { findManifest } from "../environment/find-manifest.ts";
import { nearest } from "../environment/nearest.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import type { Container } from "../world/container.ts";
import type { World } from "../world/world.ts";
import { readProjectRecords } from "./project-record.ts";
import type { ProjectRecord } from "./project-record.ts";

export const projectLabel = "com.docker.compose.project";
const rehearsalSuffix = "-rehearsal";

/** A project as the engine has it, whatever has become of the files it was started from. */
export interface RunningProject {
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly containers: readonly Container[];
}

/**
 * The project an environment's name means now: the real one, or its rehearsal where only that exists or where it is
 * asked for. Without containers of either, the real one, empty.
 */
export async function findRunningProject(
  world: World,
  word: string,
  rehearse: boolean,
): Promise<Read<RunningProject>> {
  const [named, listed] = await Promise.all([
    nameProject(world, word),
    world.engine.containers({ project: undefined }),
  ]);
  if (named.kind === "problems") return named;
  if (listed.kind === "failed") return problems(engineProblem(listed.failure.message));
  const of = (project: string): readonly Container[] =>
    listed.value.filter((container) => container.labels[projectLabel] === project);
  const { project, environment } = named.value;
  const real = of(project);
  const rehearsed = of(`${project}${rehearsalSuffix}`);
  const rehearsal = rehearse || (real.length === 0 && rehearsed.length > 0);
  return ok({
    environment,
    rehearsal,
    project: rehearsal ? `${project}${rehearsalSuffix}` : project,
    containers: rehearsal ? rehearsed : real,
  });
}

/** Every project of this manifest that has containers. */
export async function findRunningProjects(world: World): Promise<Read<readonly RunningProject[]>> {
  const known = await knownProjects(world);
  const found = await Promise.all(
    known.records.flatMap(({ environment }) =>
      [false, true].map((rehearse) => findRunningProject(world, environment, rehearse)),
    ),
  );
  const failed = found.find((each) => each.kind === "problems");
  if (failed !== undefined) return failed;
  const running = found.flatMap((each) =>
    each.kind === "ok" && each.value.containers.length > 0 ? [each.value] : [],
  );
  return ok([...new Map(running.map((each) => [each.project, each])).values()]);
}

/** From the manifest; where that cannot be read, from what earlier runs recorded. */
async function nameProject(world: World, word: string): Promise<Read<ProjectRecord>> {
  const { records, complaints } = await knownProjects(world);
  const record = records.find(({ environment, aliases }) => environment === word || aliases.includes(word));
  if (record !== undefined) return ok(record);
  if (complaints.length > 0) return problems(...complaints);
  const names = records.flatMap(({ environment, aliases }) => [environment, ...aliases]);
  const meant = nearest(word, names);
  const all = records.map(({ environment }) => environment).join(", ");
  return problems({
    message: `there is no environment "${word}"; there are ${all}`,
    fix: meant === undefined ? `use one of ${all}` : `did you mean "${meant}"?`,
  });
}

async function knownProjects(
  world: World,
): Promise<{ readonly records: readonly ProjectRecord[]; readonly complaints: readonly Problem[] }> {
  const found = await findManifest(world, world.machine.workingDirectory);
  if (found.kind === "problems") {
    return {
      records: await readProjectRecords(world, world.machine.workingDirectory),
      complaints: found.problems,
    };
  }
  const { manifest } = found.value;
  const records = Object.entries(manifest.environments).map(([environment, { aliases }]) => ({
    project: `${manifest.name}-${environment}`,
    environment,
    aliases,
  }));
  return { records, complaints: [] };
}

export function engineProblem(message: string): Problem {
  return { message: `the Docker Engine does not answer: ${message}`, fix: "stack doctor" };
}
