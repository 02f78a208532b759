import type { CommandContext } from "./command.ts";
import { usageOutcome } from "./usage-outcome.ts";
import type { Outcome } from "../core/events/outcome.ts";
import { engineProblem, findOwnProject, lockProject } from "../core/ownership/running-project.ts";
import type { OwnProject, RunningProject } from "../core/ownership/running-project.ts";
import { letGoOn } from "../core/stop/stand-still.ts";
import type { ProjectPlace } from "../core/journal/state-files.ts";
import { listing } from "../core/report/words/lists.ts";
import { lockedSentence } from "../core/report/words/ending.ts";
import type { EngineInfo } from "../world/engine/engine.ts";
import type { World } from "../world/world.ts";

export interface Held {
  readonly project: OwnProject;
  readonly engine: EngineInfo;
}

interface Holding {
  readonly running: RunningProject;
  /** What others are told who wait: `stack down dev`. */
  readonly command: string;
  /** Names that the model declares to be somebody else's. */
  readonly external?: readonly string[];
}

/** Holds the project's lock while something is done to what is provably ours of it. */
export async function withOwnProject(
  { world }: CommandContext,
  { running, command, external = [] }: Holding,
  work: (held: Held) => Promise<Outcome>,
): Promise<Outcome> {
  const engine = await world.engine.ping(10_000);
  if (engine.kind === "failed") return usageOutcome([engineProblem(engine.error.message)]);
  const lock = await lockProject(world, engine.value, running.project, command);
  if (lock.kind === "taken") {
    return { kind: "locked", ...lockedSentence(lock.holder, running) };
  }
  try {
    await goOnAfterCut(world, running, (text) => world.terminal.err(`${text}\n`));
    const own = await findOwnProject(world, running, external);
    if (own.kind === "failed") return usageOutcome(own.error);
    return await work({ project: own.value, engine: engine.value });
  } finally {
    await lock.release();
  }
}

/** A run that was killed while it copied files has left containers standing still. */
export async function goOnAfterCut(
  world: World,
  place: ProjectPlace,
  tell: (text: string) => void,
): Promise<void> {
  const { names, left } = await letGoOn(world, place);
  const go = names.length === 1 ? "it goes" : "they go";
  if (names.length > 0) tell(`a run that was killed had left ${listing(names)} standing still: ${go} on`);
  for (const each of left) tell(each);
}

interface ManyHeld {
  readonly engine: EngineInfo;
  readonly names: readonly string[];
  /** What others are told who wait. */
  readonly command: string;
}

/** Holds as many of these projects' locks as are free while `work` goes on. */
export async function holdProjects<T>(
  world: World,
  { engine, names, command }: ManyHeld,
  work: (held: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  const locks = await Promise.all(
    names.map(async (name) => ({ name, lock: await lockProject(world, engine, name, command) })),
  );
  const held = locks.flatMap(({ name, lock }) => (lock.kind === "taken" ? [] : [{ name, lock }]));
  try {
    return await work(new Set(held.map(({ name }) => name)));
  } finally {
    await Promise.all(held.map(({ lock }) => lock.release()));
  }
}
