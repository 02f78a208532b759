import { lowestOpenPort } from "../../world/network/socket-table.ts";
import type { ContainerFacts } from "./container-facts.ts";
import type { ProofTarget } from "./probes/probe.ts";

/**
 * A port that only the image or `expose` declares tells where to look, and promises nothing: a worker is often made from
 * the image of its web server. One that is published does, and so does whatever a probe is declared for.
 */
export interface PortHint {
  /** It must not have moved for so long: a program that waits for another is silent, too. */
  readonly quietForMs: number;
  /** However much it moves: one that works for others does so for ever. */
  readonly atMostMs: number;
}

/** More than what a step of a program's start is silent for, less than what anybody waits for with nothing to see. */
export const hintQuietMs = 15_000;
/** A command of its own is what a worker has; an image's own command usually does open what the image declares. */
export const hintOfOwnCommandMs = 60_000;
export const hintOfImageMs = 3 * 60_000;
/** What one that has run for long is looked at for: a start that is under way again shows by then. */
const leastWatchMs = 5_000;

/** How much longer a container is waited for that has opened none of the ports it only declares; 0 and less: no longer. */
export function leftOfHintMs(facts: ContainerFacts, hint: PortHint, nowMs: number): number {
  const { startedMs, watchedMs, advancedMs, workedMs = startedMs } = facts;
  // that it is watched is no move of its own
  const movedMs = Math.max(workedMs, advancedMs === watchedMs ? startedMs : advancedMs);
  const settledMs = Math.min(movedMs + hint.quietForMs, startedMs + hint.atMostMs);
  return Math.max(settledMs, watchedMs + leastWatchMs) - nowMs;
}

/** A port it listens on for others, in the kernel's table inside it; undefined where the network is not its own. */
export async function portFoundInside({
  world,
  detail,
  signal,
}: Pick<ProofTarget, "world" | "detail" | "signal">): Promise<number | undefined> {
  const isItsOwn = detail.networks.length > 0 && detail.networks.every(({ name }) => name !== "host");
  if (!isItsOwn) return undefined;
  const command = ["cat", "/proc/net/tcp", "/proc/net/tcp6"];
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs: 5_000, signal });
  if (answer.kind === "failed" || answer.value.kind !== "exited") return undefined;
  return lowestOpenPort(answer.value.stdout, helperPorts);
}

/** Erlang's port mapper, which stands beside RabbitMQ and CouchDB: open long before what it is there for. */
const helperPorts: readonly number[] = [4369];

export function withoutHelpers(ports: readonly number[]): readonly number[] {
  const serving = ports.filter((port) => !helperPorts.includes(port));
  return serving.length === 0 ? ports : serving;
}
