import type { World } from "../../../world/world.ts";

interface Cleaning {
  readonly repository: string;
  readonly keep: readonly string[];
  readonly signal: AbortSignal;
}

/** Another version of this program may have made one a moment ago, and not yet started what uses it. */
const keptForMs = 2 * 3_600_000;

/** Images of other versions. One that is still used is refused by the engine, and goes another time. */
export async function removeOldImages(world: World, { repository, keep, signal }: Cleaning): Promise<void> {
  const run = { command: "docker", timeoutMs: 30_000, signal };
  const format = "{{.CreatedAt}}|{{.Repository}}:{{.Tag}}";
  const listed = await world.processes.run({ ...run, args: ["image", "ls", "--format", format, repository] });
  const lines = listed.kind === "exited" ? listed.stdout.split("\n") : [];
  const before = world.clock.now().getTime() - keptForMs;
  const old = lines.flatMap((line) => {
    const [created = "", image = ""] = line.split("|");
    // "2026-11-21 11:40:00 +0000 UTC": the zone's name after its offset is no date's.
    const madeAt = Date.parse(created.replace(/ [A-Z]+$/u, ""));
    return image !== "" && madeAt < before && !keep.includes(image) ? [image] : [];
  });
  if (old.length > 0) await world.processes.run({ ...run, args: ["image", "rm", ...old] });
}
