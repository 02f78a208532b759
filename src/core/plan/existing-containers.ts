import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { EngineAnswer } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

const serviceLabel = "com.docker.compose.service";
const oneOffLabel = "com.docker.compose.oneoff";

/** The project's containers by service; those of `docker compose run` are nobody's. */
export async function existingContainers(
  world: World,
  projectName: string,
): Promise<EngineAnswer<ReadonlyMap<string, readonly ContainerDetail[]>>> {
  const listed = await world.engine.containers({ project: projectName });
  if (listed.kind === "failed") return listed;
  const own = listed.value.filter((container) => container.labels[oneOffLabel] !== "True");
  const details = await Promise.all(own.map((container) => world.engine.inspect(container.id)));
  const byService = new Map<string, ContainerDetail[]>();
  for (const answer of details) {
    // an engine that went away between the two looks has not lost its containers
    if (answer.kind === "failed" && answer.failure.kind === "unreachable") return answer;
    // one that vanished is simply not there any more
    if (answer.kind === "failed") continue;
    const service = answer.value.labels[serviceLabel] ?? "";
    byService.set(service, [...(byService.get(service) ?? []), answer.value]);
  }
  return { kind: "ok", value: byService };
}

/** Config hash by service, as Compose would put it on the container's label now; empty when Compose cannot say. */
export async function wantedHashes(
  world: World,
  project: ComposeProject,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const answer = await world.compose.configHashes(project, signal);
  if (answer.kind !== "exited" || answer.exitCode !== 0) return new Map();
  return new Map(
    answer.stdout
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/u))
      .flatMap(([service, hash]) =>
        service !== undefined && hash !== undefined ? [[service, hash] as const] : [],
      ),
  );
}
