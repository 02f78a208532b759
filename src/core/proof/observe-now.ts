import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { crashesOfALoop, livedAWhileMs, staysDead } from "./judge-container.ts";
import { probesOf } from "./probes/probes-of.ts";
import { portFoundInside } from "./port-hint.ts";
import type { Probe, ProofTarget } from "./probes/probe.ts";
import { reachableAddress } from "./container-address.ts";
import type { WatchedService } from "./watched-facts.ts";

export type Observed =
  /** `port`: the one that answered, where a port was asked. */
  | { readonly kind: "ready"; readonly port?: number }
  | { readonly kind: "completed" }
  /** `closedHints`: it opens none of these, which it only declares. */
  | { readonly kind: "unproven"; readonly closedHints?: readonly number[] }
  | { readonly kind: "not-ready"; readonly awaiting: string; readonly output: string }
  /** The engine has started it again so often, or is about to. */
  | { readonly kind: "restarting"; readonly times: number; readonly exitCode: number }
  /** Its own check has failed for so long that the engine says so, and fails now. */
  | { readonly kind: "unhealthy"; readonly output: string }
  | { readonly kind: "failed"; readonly exitCode: number; readonly outOfMemory: boolean }
  | { readonly kind: "stopped" };

/** One look at a container, now: each of its probes is asked once. */
export async function observeNow(
  world: World,
  detail: ContainerDetail,
  watched: WatchedService,
  signal: AbortSignal,
): Promise<Observed> {
  if (detail.state === "restarting") return restarting(detail);
  if (detail.state !== "running") return whatEnded(detail, watched);
  const target = { world, detail, address: reachableAddress(world, detail), signal };
  let proven: Observed | undefined;
  for (const probe of probesOf(detail, watched)) {
    const answer = await probe.ask(target);
    const hints = answer.kind === "no" ? answer.closedHints : undefined;
    if (hints !== undefined && isNoPromise(watched, livedMs(world, detail)))
      return observeElsewhere(target, hints);
    if (answer.kind === "no")
      return whyNot(detail, { probe, output: answer.output, livedMs: livedMs(world, detail) });
    if (answer.kind === "yes") proven = { kind: "ready", ...portOf(answer) };
  }
  if (proven === undefined && isLooping(detail, livedMs(world, detail))) return restarting(detail);
  return proven ?? { kind: "unproven" };
}

/** It has had the time that one has to open what it only declares. A single look cannot see whether it still moves. */
function isNoPromise({ portHint }: WatchedService, livedMs: number): boolean {
  return portHint !== undefined && livedMs >= portHint.quietForMs;
}

async function observeElsewhere(target: ProofTarget, closedHints: readonly number[]): Promise<Observed> {
  const { world, detail } = target;
  const port = await portFoundInside(target);
  if (port !== undefined) return { kind: "ready", port };
  return isLooping(detail, livedMs(world, detail)) ? restarting(detail) : { kind: "unproven", closedHints };
}

function portOf({ port }: { readonly port?: number }): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

interface Refusal {
  readonly probe: Probe;
  readonly output: string;
  readonly livedMs: number;
}

/** What a start would say of it: the same facts are there, and have been for a while. */
function whyNot(detail: ContainerDetail, { probe, output, livedMs }: Refusal): Observed {
  const isUnhealthy = probe.isHealthCheck && detail.health?.status === "unhealthy";
  if (detail.outOfMemory) return { kind: "failed", exitCode: detail.exitCode, outOfMemory: true };
  if (isLooping(detail, livedMs)) return restarting(detail);
  if (isUnhealthy) return { kind: "unhealthy", output };
  return { kind: "not-ready", awaiting: probe.description, output };
}

function restarting({ outOfMemory, exitCode, restartCount }: ContainerDetail): Observed {
  if (outOfMemory) return { kind: "failed", exitCode, outOfMemory };
  return { kind: "restarting", times: restartCount, exitCode };
}

/** It runs between two deaths: started again as often as makes a loop, and not long ago. */
function isLooping({ restartCount }: ContainerDetail, livedMs: number): boolean {
  return restartCount >= crashesOfALoop && livedMs < livedAWhileMs;
}

function livedMs(world: World, { startedAt }: ContainerDetail): number {
  return world.clock.now().getTime() - (startedAt?.getTime() ?? 0);
}

function whatEnded(detail: ContainerDetail, watched: WatchedService): Observed {
  if (detail.state === "paused")
    return { kind: "not-ready", awaiting: "its resumption: it is paused", output: "" };
  if (detail.state === "created" || detail.startedAt === undefined) return { kind: "stopped" };
  if (detail.outOfMemory) return { kind: "failed", exitCode: detail.exitCode, outOfMemory: true };
  // 137 and 143 are how a stop ends
  const stopped = detail.exitCode === 0 || detail.exitCode === 137 || detail.exitCode === 143;
  if (!stopped) return { kind: "failed", exitCode: detail.exitCode, outOfMemory: false };
  const isDone = detail.exitCode === 0 && watched.endsByItself && staysDead(detail.restartPolicy, 0);
  return { kind: isDone ? "completed" : "stopped" };
}
