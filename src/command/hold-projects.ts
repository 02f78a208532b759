import { lockProject } from "../core/ownership/lock.ts";
import type { EngineInfo } from "../world/engine/engine.ts";
import type { World } from "../world/world.ts";

export interface ManyHeld {
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
