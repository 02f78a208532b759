import * as z from "zod";
import type { Container } from "../../world/engine/container.ts";
import type { EngineAnswer } from "../../world/engine/engine.ts";
import { failed } from "../../world/result.ts";
import type { Failure } from "../../world/result.ts";
import type { World } from "../../world/world.ts";
import { stateFiles } from "../journal/state-files.ts";
import type { ProjectPlace } from "../journal/state-files.ts";

const named = z.array(z.object({ id: z.string(), name: z.string() }));
const schema = z.object({ schema: z.literal(1), since: z.string(), paused: named, stopped: named });

/** Who was made to stand still for a moment, and is to go on; written down before it is done. */
interface Still {
  readonly since: string;
  readonly paused: readonly Named[];
  /** Those that cannot be paused: an engine without a freezer. */
  readonly stopped: readonly Named[];
}

type Named = Pick<Container, "id" | "name">;

const journals = stateFiles<Still>("stills", schema);

interface ToStandStill extends ProjectPlace {
  /** Containers that run. */
  readonly containers: readonly Named[];
}

/**
 * Does something while containers stand still: the files they write are then as of one moment. They go on whatever comes
 * of it, an interruption included; who is killed meanwhile leaves a note, by which the next command makes them go on.
 */
export async function whileStill<T extends { readonly kind: string }>(
  world: World,
  { containers, ...place }: ToStandStill,
  work: () => Promise<T>,
): Promise<T | Failure<string>> {
  if (containers.length === 0) return work();
  const since = world.clock.now().toISOString();
  const about = containers.map(({ id, name }) => ({ id, name }));
  const noted = await journals.write(world, place, { since, paused: about, stopped: [] });
  if (noted.kind === "failed")
    return failed(`whom it makes stand still cannot be written down: ${noted.error.reason}`);
  let left: readonly string[] = [];
  let answer: T | Failure<string>;
  try {
    const restless = await makeStill(world, { ...place, containers: about, since });
    answer = restless.length === 0 ? await work() : failed(restless.join("; "));
  } finally {
    left = (await letGoOn(world, place)).left;
  }
  return left.length === 0 ? answer : failed(left.join("; "));
}

/** Why some cannot be made to. */
async function makeStill(
  world: World,
  { since, containers, ...place }: ToStandStill & { readonly since: string },
): Promise<readonly string[]> {
  const { engine } = world;
  const answers = await Promise.all(
    containers.map(async (each) => ({ each, paused: await engine.pause(each.id) })),
  );
  const unpaused = answers.filter(({ paused }) => paused.kind === "failed").map(({ each }) => each);
  const running = await Promise.all(unpaused.map(async (each) => ((await runs(world, each)) ? [each] : [])));
  const stopped = running.flat();
  if (stopped.length === 0) return [];
  const paused = containers.filter((each) => !unpaused.includes(each));
  const noted = await journals.write(world, place, { since, paused, stopped });
  if (noted.kind === "failed")
    return [`whom it makes stand still cannot be written down: ${noted.error.reason}`];
  const stops = await Promise.all(
    stopped.map(async ({ id, name }) =>
      complaint(`${name} does not stand still`, engine.stop(id, undefined)),
    ),
  );
  return stops.flat();
}

async function runs({ engine }: World, { id }: Named): Promise<boolean> {
  const now = await engine.inspect(id);
  return now.kind === "ok" ? isRestless(now.value) : now.error.kind !== "not-found";
}

/** One between two deaths writes again in a moment. */
export function isRestless({ state }: Pick<Container, "state">): boolean {
  return state === "running" || state === "restarting";
}

interface GoneOn {
  readonly names: readonly string[];
  /** Who does not, and why. */
  readonly left: readonly string[];
}

/** Makes those go on that a run was killed over; nobody, where none was. The project's lock is held. */
export async function letGoOn(world: World, place: ProjectPlace): Promise<GoneOn> {
  const still = await journals.read(world, place);
  if (still === undefined) return { names: [], left: [] };
  const { engine } = world;
  const answers = await Promise.all([
    ...still.paused.map(async (each) =>
      goOn(world, each, { from: "paused", by: async () => engine.unpause(each.id) }),
    ),
    ...still.stopped.map(async (each) =>
      goOn(world, each, { from: "exited", by: async () => engine.start(each.id) }),
    ),
  ]);
  const left = answers.flatMap((answer) => answer.left);
  if (left.length === 0) await journals.remove(world, place);
  return { names: answers.flatMap(({ names }) => names), left };
}

interface GoingOn {
  /** How it was left; any other state is not of that run's making. */
  readonly from: "paused" | "exited";
  readonly by: () => Promise<EngineAnswer<unknown>>;
}

async function goOn({ engine }: World, { id, name }: Named, { from, by }: GoingOn): Promise<GoneOn> {
  const now = await engine.inspect(id);
  if (now.kind === "ok" && now.value.state !== from) return { names: [], left: [] };
  if (now.kind === "failed" && now.error.kind === "not-found") return { names: [], left: [] };
  const left = await complaint(`${name} was made to stand still, and does not go on`, by());
  return { names: left.length === 0 ? [name] : [], left };
}

async function complaint(what: string, asked: Promise<EngineAnswer<unknown>>): Promise<readonly string[]> {
  const answer = await asked;
  return answer.kind === "ok" || answer.error.kind === "not-found"
    ? []
    : [`${what}: ${answer.error.message}`];
}
