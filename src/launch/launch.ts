import type { FailureReason } from "../service/state.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion } from "./conclude.ts";
import { createContainers } from "./create-containers.ts";
import { provideImages } from "./images.ts";
import type { LaunchContext } from "./launch-context.ts";
import { Scheduler } from "./scheduler.ts";
import type { Created } from "./scheduler.ts";

/** Performs a plan: images, containers, start in order, proof. What was started stays, whatever comes of it. */
export async function launch(context: LaunchContext): Promise<Conclusion> {
  const { world } = context;
  const began = world.clock.elapsedMs();
  const unstartable = new Map<string, FailureReason>(await timed("images", context, provideImages));
  const creating = world.clock.elapsedMs();
  const created = await timed("create", context, () => createWanted(context, unstartable));
  const createMs = world.clock.elapsedMs() - creating;
  context.tell({ type: "step-started", step: "start" });
  const scheduler = new Scheduler(context, created, unstartable);
  const end = await scheduler.run();
  return conclude(scheduler, end, context, { run: began, createMs });
}

/** Creates what can be created; what Compose refuses is taken out and the rest tried once more. */
async function createWanted(
  context: LaunchContext,
  unstartable: Map<string, FailureReason>,
): Promise<Created> {
  const wanted = context.plan.services
    .filter(({ service, action }) => action.kind === "create" && !service.needsComposeToStart)
    .map(({ service }) => service.name);
  const possible = wanted.filter((name) => !unstartable.has(name));
  const answer = await createContainers(context, possible);
  if (answer.kind === "created") return answer.containers;
  for (const name of answer.services) unstartable.set(name, answer.reason);
  const rest = possible.filter((name) => !unstartable.has(name));
  const again =
    rest.length === 0 || context.signal.aborted ? undefined : await createContainers(context, rest);
  if (again?.kind === "created") return again.containers;
  for (const name of rest) unstartable.set(name, answer.reason);
  return new Map();
}

async function timed<T>(
  step: "images" | "create",
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
