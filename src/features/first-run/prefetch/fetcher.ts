import type { Container } from "../../../world/engine/container.ts";
import type { EngineAnswer } from "../../../world/engine/engine.ts";
import { shellWord } from "../../../core/secrets/shell-word.ts";
import type { LaunchContext } from "../../../core/events/launch-context.ts";
import { composeLabels } from "../../../world/compose/labels.ts";

type Project = Pick<LaunchContext, "world" | "plan" | "signal">;

const graceSeconds = 5;

/** The words of Compose that start the container which fetches, beside what a person sees of them. */
export function fetcherWords(
  project: string,
  service: string,
  [program = "", ...rest]: readonly string[],
): readonly string[] {
  // Compose splits the entry point as a shell would
  const entrypoint = shellWord(program);
  const name = fetcherName(project, service);
  return ["run", "--detach", "-T", "--no-deps", "--name", name, "--entrypoint", entrypoint, service, ...rest];
}

/** Named as Compose names what it runs once, so that it counts as the project's own everywhere; one a service. */
function fetcherName(project: string, service: string): string {
  return `${project}-${service}-run-prefetch`;
}

/** The container that fetches for this service, of this run or of one that was killed; never anybody else's. */
export async function findFetcher(
  { world, plan }: Project,
  service: string,
): Promise<EngineAnswer<Container | undefined>> {
  const project = plan.project.name;
  const listed = await world.engine.containers({ project });
  if (listed.kind === "failed") return listed;
  const found = listed.value.find(
    ({ name, labels }) =>
      name === fetcherName(project, service) &&
      labels[composeLabels.project] === project &&
      labels[composeLabels.service] === service &&
      labels[composeLabels.oneOff] === "True",
  );
  return { kind: "ok", value: found };
}

/** Ends it, and takes it away; what it has fetched lies in the service's volume. */
export async function removeFetcher(project: Project, service: string): Promise<void> {
  const { engine } = project.world;
  const found = await findFetcher(project, service);
  if (found.kind === "failed" || found.value === undefined) return;
  const { id, state } = found.value;
  if (state === "running" || state === "paused") await engine.stop(id, graceSeconds);
  await engine.removeContainer(id, true);
}

/** Undefined when it runs; else why not. Not cut short: what the engine makes after that could not be taken away. */
export async function startFetcher(
  { world, plan }: Omit<Project, "signal">,
  service: string,
  command: readonly string[],
): Promise<string | undefined> {
  const said: string[] = [];
  const words = fetcherWords(plan.project.name, service, command);
  const onLine = (line: string): void => void said.push(line);
  const { signal } = new AbortController();
  const ended = await world.compose.stream(plan.project, words, { onLine, signal });
  if (ended.kind === "exited" && ended.exitCode === 0) return undefined;
  const last = said.findLast((line) => line.trim() !== "");
  return last?.trim() ?? `docker compose run: ${ended.kind}`;
}
