import type { Step } from "./event.ts";
import type { LaunchContext } from "./launch-context.ts";

/** Does one step, telling when it begins and how long it took. */
export async function timed<T>(
  step: Step,
  context: LaunchContext,
  work: (context: LaunchContext) => Promise<T>,
): Promise<T> {
  const began = context.world.clock.elapsedMs();
  context.tell({ type: "step-started", step });
  const value = await work(context);
  context.tell({
    type: "step-finished",
    step,
    durationMs: Math.round(context.world.clock.elapsedMs() - began),
  });
  return value;
}
