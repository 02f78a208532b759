import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import type { Problem } from "../../core/environment/problem.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { findOldImages, findReclaimable, isEmpty } from "./find-reclaimable.ts";
import type { Reclaimable } from "./find-reclaimable.ts";
import { engineProblem } from "../../core/ownership/running-project.ts";
import { leftOutSentence } from "./words.ts";
import type { EngineInfo } from "../../world/engine/engine.ts";
import { cleanUp } from "./clean-up.ts";
import type { CommandContext } from "../../command/command.ts";
import { holdProjects } from "../../command/with-own-project.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

/** What of this stack is of no use any more; shown, and removed on confirmation. Nothing else of the host. */
export async function clean(context: CommandContext): Promise<Outcome> {
  const { world, manifest: found } = context;
  if (found.kind === "failed") return usageOutcome(found.error.map(wayOfOwnProject));
  const engine = await world.engine.ping(10_000);
  if (engine.kind === "failed") return usageOutcome([engineProblem(engine.error.message)]);
  const first = await findReclaimable(world, found.value);
  if (first.kind === "failed") return usageOutcome(first.error);
  const names = first.value.filter(({ removal }) => !isEmpty(removal)).map(({ project }) => project.project);
  const holding = { engine: engine.value, names, command: "stack clean" };
  return holdProjects(world, holding, (held) => look(context, found.value, { engine: engine.value, held }));
}

/** Nothing of a project that stack never started is its to remove; where that one is, its own command is the way. */
function wayOfOwnProject(problem: Problem): Problem {
  if (problem.ownProject !== true) return problem;
  return {
    message: `nothing here is of a stack: ${problem.message}`,
    fix: "what other stacks left: stack clean --cwd <folder of its stack.yaml>; of this project: docker compose down --remove-orphans; to make it a stack: stack init",
  };
}

interface Holding {
  readonly engine: EngineInfo;
  /** Projects that nobody else works on while this goes on. */
  readonly held: ReadonlySet<string>;
}

async function look(
  context: CommandContext,
  found: FoundManifest,
  { engine, held }: Holding,
): Promise<Outcome> {
  const { world } = context;
  const again = await findReclaimable(world, found);
  if (again.kind === "failed") return usageOutcome(again.error);
  const all = again.value.filter(({ removal }) => !isEmpty(removal));
  const projects = all.filter(({ project }) => held.has(project.project));
  for (const each of all) if (!projects.includes(each)) world.terminal.err(`${leftOutSentence(each)}\n`);
  const usage = await world.engine.diskUsage(
    ["images", "containers", "volumes", "build-cache"],
    world.terminal.interrupted,
  );
  const known = usage.kind === "ok" ? usage.value : undefined;
  const containers = staying(again.value, projects);
  const images = known === undefined ? [] : await findOldImages(world, { found, usage: known, containers });
  const folder = found.workingDirectory;
  return cleanUp(context, { engine, projects, all: again.value, images, usage: known, folder });
}

/** Whatever is on the engine and does not go. */
function staying(all: readonly Reclaimable[], going: readonly Reclaimable[]) {
  const gone = new Set(going.flatMap(({ removal }) => removal.containers.map(({ id }) => id)));
  const everything = all[0]?.project.own.everything.containers ?? [];
  return everything.filter(({ id }) => !gone.has(id));
}
