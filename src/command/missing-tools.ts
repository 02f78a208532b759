import type { Problem } from "../core/environment/problem.ts";
import type { Finding } from "../core/preflight/check.ts";
import { toolChecks } from "../core/preflight/checks.ts";
import { engineObserver } from "../core/preflight/engine/observe-engine.ts";
import { preflight } from "../core/preflight/preflight.ts";
import type { World } from "../world/world.ts";

/** What of Docker is missing or too old, where that is why Compose had nothing or only nonsense to say. */
export async function missingTools(world: World, problems: readonly Problem[]): Promise<readonly Finding[]> {
  if (!problems.some(({ fromCompose }) => fromCompose)) return [];
  const { findings } = await preflight(world, toolChecks(engineObserver()), world.terminal.interrupted);
  return findings.some(isMissingCompose) ? findings.filter(({ status }) => status === "fail") : [];
}

export function isMissingCompose({ id, status }: Finding): boolean {
  return status === "fail" && id.startsWith("compose.");
}
