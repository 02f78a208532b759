import type { World } from "../../../world/world.ts";

/** A new folder that only this user can enter, gone when the work is done; undefined when none can be made. */
export async function inScratchFolder<T>(
  world: World,
  work: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const made = await world.processes.run({ command: "mktemp", args: ["-d"], timeoutMs: 10_000 });
  if (made.kind !== "exited" || made.exitCode !== 0) return undefined;
  const folder = made.stdout.trim();
  try {
    return await work(folder);
  } finally {
    await world.processes.run({ command: "rm", args: ["-rf", folder], timeoutMs: 30_000 });
  }
}
