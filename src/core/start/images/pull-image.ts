import type { LaunchContext } from "../../events/launch-context.ts";
import { classifyPullFailure } from "./pull-failure.ts";
import type { PullFailure } from "./pull-failure.ts";

const retryDelaysMs: readonly number[] = [1_000, 3_000, 9_000];

/** Pulls one image, trying again with growing pauses where that can help; undefined when it is there. */
export async function pullImage(image: string, context: LaunchContext): Promise<PullFailure | undefined> {
  const { world, tell, signal } = context;
  const startedMs = world.clock.elapsedMs();
  for (let attempt = 0; ; attempt += 1) {
    const failure = await pullOnce(image, context);
    // what was cut short by the end of the run is no failure
    if (signal.aborted) return undefined;
    if (failure === undefined) {
      tell({ type: "image-pulled", image, durationMs: Math.round(world.clock.elapsedMs() - startedMs) });
      return undefined;
    }
    const delayMs = retryDelaysMs[attempt];
    if (!failure.retryable || delayMs === undefined) {
      tell({ type: "image-failed", image, reason: failure.message, fix: failure.fix });
      return failure;
    }
    tell({ type: "image-retry", image, attempt: attempt + 1, delayMs, reason: failure.message });
    await world.clock.sleep(delayMs, signal);
  }
}

async function pullOnce(
  image: string,
  { world, tell, signal }: LaunchContext,
): Promise<PullFailure | undefined> {
  const answer = await world.engine.pull(
    { reference: image, signal },
    ({ phase, currentBytes, totalBytes }) =>
      tell({ type: "image-progress", image, phase, currentBytes, totalBytes }),
  );
  return answer.kind === "ok" ? undefined : classifyPullFailure(image, answer.failure.message);
}
