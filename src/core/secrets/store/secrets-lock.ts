import type { LockHolder } from "../../../world/locks/locks.ts";
import type { World } from "../../../world/world.ts";
import type { SecretPlace } from "./secret-place.ts";

export type Held<T> = { readonly kind: "held"; readonly value: T } | { readonly kind: "aborted" };

export interface HoldRequest {
  /** What others are told of who holds them: `stack secrets rotate development`. */
  readonly command: string;
  /** Told once, when somebody else holds them. */
  readonly onWait: (holder: LockHolder | undefined) => void;
}

/**
 * Does something to an environment's secrets while nobody else does, from whichever shell; waits for its turn. It is
 * another lock than the project's: files can be changed while no engine is there.
 */
export async function holdSecrets<T>(
  world: Pick<World, "locks" | "machine" | "clock" | "terminal">,
  place: SecretPlace,
  { command, onWait }: HoldRequest,
  act: () => Promise<T>,
): Promise<Held<T>> {
  const signal = world.terminal.interrupted;
  let hasWaited = false;
  for (;;) {
    if (signal.aborted) return { kind: "aborted" };
    const lock = await world.locks.acquire(`secrets/${place.directory}/${place.environment}`, {
      processId: world.machine.processId,
      user: world.machine.userName,
      command,
      directory: world.machine.workingDirectory,
      since: world.clock.now().toISOString(),
    });
    if (lock.kind === "taken") {
      if (!hasWaited) onWait(lock.holder);
      hasWaited = true;
      await lock.untilReleased(signal);
      continue;
    }
    try {
      return { kind: "held", value: await act() };
    } finally {
      await lock.release();
    }
  }
}
