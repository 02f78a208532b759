import type { World } from "../../world/world.ts";

interface Cleaning {
  readonly repository: string;
  readonly keep: readonly string[];
  readonly signal: AbortSignal;
}

/** One that is still used is refused by the engine, and goes another time. */
export async function removeOldImages(world: World, { repository, keep, signal }: Cleaning): Promise<void> {
  const run = { command: "docker", timeoutMs: 30_000, signal };
  const format = "{{.Repository}}:{{.Tag}}";
  const listed = await world.processes.run({ ...run, args: ["image", "ls", "--format", format, repository] });
  const found = listed.kind === "exited" ? listed.stdout.split("\n").filter((image) => image !== "") : [];
  const old = found.filter((image) => !keep.includes(image));
  if (old.length > 0) await world.processes.run({ ...run, args: ["image", "rm", ...old] });
}
