import type { FailureReason } from "../service/state.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion } from "./conclude.ts";
import { createContainers } from "./create-containers.ts";
import { bringsNewImages, provideImages } from "./images.ts";
import type { LaunchContext } from "./launch-context.ts";
import { Scheduler } from "./scheduler.ts";
import type { Created } from "./scheduler.ts";
import { settledOnce } from "./tell-settled.ts";

/** Performs a plan: images, containers, start in order, proof. What was started stays, whatever comes of it. */
export async function launch(given: LaunchContext): Promise<Conclusion> {
  const told = { ...given, tell: settledOnce(given.tell) };
  const { world } = told;
  const began = world.clock.elapsedMs();
  const unstartable = new Map<string, FailureReason>(await timed("images", told, provideImages));
  const context = bringsNewImages(given) ? { ...told, plan: (await told.redecide()) ?? told.plan } : told;
  const creating = world.clock.elapsedMs();
  const created = await timed("create", context, () => createWanted(context, unstartable));
  const createMs = world.clock.elapsedMs() - creating;
  context.tell({ type: "step-started", step: "start" });
  const scheduler = new Scheduler(context, created, unstartable);
  const end = await scheduler.run();
  return conclude(scheduler.records, end, context, { run: began, createMs });
}

/** Creates what can be created; what Compose refuses cannot be started. */
async function createWanted(
  context: LaunchContext,
  unstartable: Map<string, FailureReason>,
): Promise<Created> {
  const wanted = context.plan.services
    .filter(({ service, action }) => action.kind === "create" && !service.needsComposeToStart)
    .map(({ service }) => service.name);
  const answer = await createContainers(
    context,
    wanted.filter((name) => !unstartable.has(name)),
  );
  for (const [name, reason] of answer.refused) unstartable.set(name, reason);
  return answer.containers;
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
