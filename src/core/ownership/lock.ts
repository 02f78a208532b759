import type { EngineInfo } from "../../world/engine/engine.ts";
import type { LockAnswer } from "../../world/locks/locks.ts";
import type { World } from "../../world/world.ts";

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
