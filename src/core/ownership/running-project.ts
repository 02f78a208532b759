import type { FoundManifest } from "../environment/find-manifest.ts";
import { collisionOf, rehearsalCollision, rehearsalOf } from "../environment/name-collisions.ts";
import { nearest } from "../environment/nearest.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import { kindOfImage } from "../environment/service-kind.ts";
import { readProjectRecords } from "../journal/state-files.ts";
import type { ProjectRecord } from "../journal/state-files.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import { ownResources } from "./own-resources.ts";
import type { OwnResources } from "./own-resources.ts";
import type { Container } from "../../world/engine/container.ts";
import type { EngineInfo } from "../../world/engine/engine.ts";
import type { LockAnswer } from "../../world/locks/locks.ts";
import type { World } from "../../world/world.ts";

/** A project as the engine has it, whatever has become of the files it was started from. */
export interface RunningProject {
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly containers: readonly Container[];
  /** The folder of the manifest, and of what earlier starts recorded. */
  readonly folder: string;
  /** What Compose is told as the project's folder, as far as the manifest can be read. */
  readonly directories: readonly string[];
}

/** Where projects are looked for: on the engine, by the manifest that the command read. */
export interface ProjectSearch {
  readonly world: World;
  readonly manifest: Read<FoundManifest>;
}

/**
 * The project an environment's name means now: the real one, or its rehearsal where only that exists or where it is
 * asked for. Without containers of either, the real one, empty.
 */
export async function findRunningProject(
  search: ProjectSearch,
  word: string,
  rehearse: boolean,
): Promise<Read<RunningProject>> {
  const [named, listed] = await Promise.all([
    nameProject(search, word),
    search.world.engine.containers({ project: undefined }),
  ]);
  if (named.kind === "failed") return named;
  if (listed.kind === "failed") return problems(engineProblem(listed.error.message));
  const of = (project: string): readonly Container[] =>
    listed.value.filter((container) => container.labels[composeLabels.project] === project);
  const { project, environment, folder, directories } = named.value;
  const real = of(project);
  const rehearsed = of(rehearsalOf(project));
  if (rehearse && named.value.taken !== undefined) return problems(named.value.taken);
  // another environment of that name is nobody's rehearsal: its volumes would go with it
  const isRehearsed = named.value.taken === undefined && rehearsed.length > 0;
  const rehearsal = rehearse || (real.length === 0 && isRehearsed);
  return ok({
    environment,
    rehearsal,
    folder,
    directories,
    project: rehearsal ? rehearsalOf(project) : project,
    containers: rehearsal ? rehearsed : real,
  });
}

/** Every project of this manifest that has containers. */
export async function findRunningProjects(search: ProjectSearch): Promise<Read<readonly RunningProject[]>> {
  const every = await findEveryProject(search);
  return every.kind === "ok" ? ok(every.value.filter(({ containers }) => containers.length > 0)) : every;
}

/** Every project that this manifest can have, the rehearsals too, with or without containers. */
export async function findEveryProject(search: ProjectSearch): Promise<Read<readonly RunningProject[]>> {
  const [known, listed] = await Promise.all([
    knownProjects(search),
    search.world.engine.containers({ project: undefined }),
  ]);
  if (listed.kind === "failed") return problems(engineProblem(listed.error.message));
  const projects = known.records.flatMap(({ environment, project: real, folder, directories, taken }) =>
    (taken === undefined ? [false, true] : [false]).map((rehearsal): RunningProject => {
      const project = rehearsal ? rehearsalOf(real) : real;
      const containers = listed.value.filter(({ labels }) => labels[composeLabels.project] === project);
      return { environment, project, rehearsal, containers, folder, directories };
    }),
  );
  return ok(projects);
}

interface NamedProject extends ProjectRecord {
  readonly folder: string;
  readonly directories: readonly string[];
  /** Why it has no rehearsal. */
  readonly taken: Problem | undefined;
}

/** From the manifest; where that cannot be read, from what earlier runs recorded. */
export async function nameProject(search: ProjectSearch, word: string): Promise<Read<NamedProject>> {
  const { records, complaints } = await knownProjects(search);
  const collision = collisionOf(records, word);
  if (collision !== undefined) return problems(collision);
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

async function knownProjects({ world, manifest: found }: ProjectSearch): Promise<{
  readonly records: readonly NamedProject[];
  readonly complaints: readonly Problem[];
}> {
  const folder = await stateFolder(world, world.machine.workingDirectory);
  const recorded = (await readProjectRecords(world, folder)).map((record) => ({
    ...record,
    folder,
    directories: [],
  }));
  if (found.kind === "failed") return { records: withTaken(recorded), complaints: found.error };
  const { manifest, directory, workingDirectory, shipped } = found.value;
  const declared = Object.entries(manifest.environments).map(([environment, { aliases, layers }]) => ({
    project: `${manifest.name}-${environment}`,
    environment,
    aliases,
    folder: workingDirectory,
    directories: layers
      .slice(0, 1)
      .map((layer) => world.files.dirname(world.files.resolve(directory, layer))),
  }));
  // a manifest that was deleted leaves its projects behind: the shipped one knows nothing of them
  const known = new Set(declared.map(({ project }) => project));
  const left = shipped ? recorded.filter(({ project }) => !known.has(project)) : [];
  return { records: withTaken([...declared, ...left]), complaints: [] };
}

function withTaken<T extends ProjectRecord>(
  records: readonly T[],
): readonly (T & Pick<NamedProject, "taken">)[] {
  return records.map((record) => ({ ...record, taken: rehearsalCollision(records, record.environment) }));
}

/** The nearest folder with a manifest, readable or not, or with what earlier starts recorded. */
async function stateFolder(world: World, from: string): Promise<string> {
  let directory = from;
  for (;;) {
    const marks = await Promise.all(
      ["stack.yaml", ".stack/projects.json"].map((name) =>
        world.files.stat(world.files.resolve(directory, name)),
      ),
    );
    if (marks.some(({ kind }) => kind !== "absent")) return directory;
    const parent = world.files.dirname(directory);
    if (parent === directory) return from;
    directory = parent;
  }
}

/** The engine did not answer a question that a command cannot do without. */
export function engineProblem(message: string): Problem {
  return {
    message: `the Docker Engine does not answer: ${message}`,
    fix: "stack doctor",
    prerequisite: true,
  };
}

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
  if (own.kind === "failed") return problems(engineProblem(own.error.message));
  const { elsewhere, containers } = own.value;
  if (elsewhere !== undefined && containers.length === 0) {
    return problems(startedElsewhere(running.project, elsewhere));
  }
  // an environment of its own keeps its data, even where its name now reads like another's rehearsal
  const rehearsal = running.rehearsal && own.value.record?.rehearsal !== false;
  return { kind: "ok", value: { ...running, rehearsal, containers, own: own.value } };
}

/** The refusal to touch what another folder started. */
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

/** One run per project of an engine, from whichever folder and by whichever user of this machine. */
export async function lockProject(
  world: World,
  engine: EngineInfo,
  project: string,
  command: string,
): Promise<LockAnswer> {
  return world.locks.acquire(`${engine.id}/${project}`, {
    processId: world.machine.processId,
    user: world.machine.userName,
    command,
    directory: world.machine.workingDirectory,
    since: world.clock.now().toISOString(),
  });
}
