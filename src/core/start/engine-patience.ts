import type { EngineAnswer } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

/** How long an engine may stay away before its services are given up: a restart of it takes some seconds. */
export const enginePatienceMs = 30_000;

const askAgainAfterMs = 200;

/**
 * Asks again while nobody answers: an engine that is being restarted has not refused anything. Only for what may be
 * asked twice.
 */
export async function askPatiently<T>(
  { clock }: World,
  signal: AbortSignal,
  ask: () => Promise<EngineAnswer<T>>,
): Promise<EngineAnswer<T>> {
  const givenUpMs = clock.elapsedMs() + enginePatienceMs;
  for (;;) {
    const answer = await ask();
    const isAway = answer.kind === "failed" && answer.error.kind === "unreachable";
    if (!isAway || signal.aborted || clock.elapsedMs() >= givenUpMs) return answer;
    await clock.sleep(askAgainAfterMs, signal);
  }
}
