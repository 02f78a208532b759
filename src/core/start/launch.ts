import { EngineWatch } from "../proof/engine-watch.ts";
import type { FailureReason } from "../proof/state.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion } from "./conclude.ts";
import { beginCreation, nothingToCreate } from "./creation.ts";
import type { Creation } from "./creation.ts";
import { bringsNewImages, provideImages } from "./images.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { timeLimit } from "./time-limit.ts";
import { timed } from "../events/launch-context.ts";
import { settledOnce } from "./service-teller.ts";

/** Performs a plan: images, containers, start in order, proof. What was started stays, whatever comes of it. */
export async function launch(given: LaunchContext): Promise<Conclusion> {
  const told = { ...given, tell: settledOnce(given.tell) };
  const { world } = told;
  const began = world.clock.elapsedMs();
  const limit = timeLimit(world, given.options.timeoutMs, given.signal);
  const preparing = { ...told, signal: limit.signal };
  const unstartable = new Map<string, FailureReason>(await timed("images", preparing, provideImages));
  const context = bringsNewImages(given) ? { ...told, plan: (await told.redecide()) ?? told.plan } : told;
  const imagesMs = world.clock.elapsedMs() - began;
  const events = new EngineWatch(world, context.plan.project.name);
  const creation = beginWanted({ ...context, signal: limit.signal }, unstartable, events);
  context.tell({ type: "step-started", step: "start" });
  const scheduler = new Scheduler(context, { events, creation, unstartable });
  const end = await scheduler.run(limit.deadlineMs);
  // what is still being made is for services that are skipped, but it is this run that makes it
  if (end === "settled") await creation.ended;
  limit.end();
  return conclude(scheduler.records, end, context, { run: began, imagesMs });
}

/** Begins to create what can be created; services start meanwhile, each as soon as its own containers are there. */
function beginWanted(
  context: LaunchContext,
  unstartable: ReadonlyMap<string, FailureReason>,
  events: EngineWatch,
): Creation {
  const { services } = context.plan;
  const now = services
    .filter(({ service, action }) => action.kind === "create" && !service.needsComposeToStart)
    .map(({ service }) => service)
    .filter(({ name }) => !unstartable.has(name));
  if (now.length === 0) return nothingToCreate;
  const ofTheirOwn = services.filter(
    ({ service, action }) =>
      action.kind === "recreate" || (service.needsComposeToStart && action.kind !== "keep"),
  );
  const afterwards = new Set(ofTheirOwn.map(({ service }) => service.name));
  const creation = beginCreation(context, { now, afterwards }, events);
  context.world.background.begin(timed("create", context, async () => creation.ended));
  return creation;
}
