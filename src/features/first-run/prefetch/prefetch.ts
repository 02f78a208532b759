import { prefetchNeeds } from "./prefetch-needs.ts";
import type { WantedPrefetch } from "./prefetch-needs.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { Conclusion } from "../../../core/start/conclude.ts";
import type { ServiceResult } from "../../../core/events/event.ts";
import { provideImages } from "../../../core/start/images.ts";
import { timeStep } from "../../../core/events/launch-context.ts";
import type { LaunchContext } from "../../../core/events/launch-context.ts";
import { exitCodeOf } from "../../../core/events/outcome.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import { fetchModel } from "./fetch-model.ts";
import { fetcherWords } from "./fetcher.ts";

export interface PrefetchOptions {
  /** By model; only those that are known. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The command that does it, for who wants to type it instead. */
  readonly sayCommand: (words: readonly string[]) => void;
}

/** All that a start would have to wait for, and nothing of the start itself: the images, then the models. */
export async function prefetch(context: LaunchContext, options: PrefetchOptions): Promise<Conclusion> {
  const services = context.plan.services
    .filter(({ action }) => action.kind !== "keep" && action.kind !== "done")
    .map(({ service }) => service);
  const lackImages = await imagesFor(services, context);
  const able = services.filter(({ name }) => !lackImages.some((row) => row.name === name));
  const mayGoOn = !context.signal.aborted && !lackImages.some(({ state }) => state === "failed");
  const lackModels = mayGoOn ? await modelsFor(able, context, options) : [];
  return conclusionOf(context, [...lackImages, ...lackModels]);
}

async function imagesFor(
  services: readonly Service[],
  context: LaunchContext,
): Promise<readonly ServiceResult[]> {
  const failures = await timeStep("images", context, provideImages);
  return services.flatMap((service) => {
    const reason = failures.get(service.name);
    if (reason === undefined) return [];
    const { what, fix } = context.words.failure(reason, service.name);
    return [lacking(service, { what, fix, log: [] })];
  });
}

/** One after the other: each gets the whole line, and what is fetched first is of use first. */
async function modelsFor(
  services: readonly Service[],
  context: LaunchContext,
  options: PrefetchOptions,
): Promise<readonly ServiceResult[]> {
  const wanted = prefetchNeeds(services, []);
  if (wanted.length === 0) return [];
  return timeStep("models", context, async () => {
    const rows: ServiceResult[] = [];
    for (const each of wanted) {
      const service = services.find(({ name }) => name === each.service);
      if (service === undefined || context.signal.aborted) break;
      rows.push(...(await modelFor(service, each, { context, options })));
    }
    return rows;
  });
}

async function modelFor(
  service: Service,
  wanted: WantedPrefetch,
  { context, options }: { readonly context: LaunchContext; readonly options: PrefetchOptions },
): Promise<readonly ServiceResult[]> {
  options.sayCommand(fetcherWords(context.plan.project.name, wanted.service, wanted.command));
  const fetched = await fetchModel(context, wanted, options.sizes.get(wanted.model));
  if (fetched.kind !== "failed") return [];
  const { failure, log } = fetched;
  const what = `could not have its model ${wanted.model}: ${failure.message}`;
  return [lacking(service, { what, fix: failure.fix, log })];
}

function lacking(
  { name, extras }: Service,
  { what, fix, log }: { readonly what: string; readonly fix: string; readonly log: readonly string[] },
): ServiceResult {
  return {
    name,
    display: extras.display ?? name,
    state: extras.optional ? "degraded" : "failed",
    readyMs: null,
    restarts: 0,
    url: null,
    reason: what,
    fix,
    logTail: log,
    blocks: [],
  };
}

/** What only an optional service lacks keeps nothing from being started. */
function conclusionOf({ plan }: LaunchContext, rows: readonly ServiceResult[]): Conclusion {
  const failed = rows.filter(({ state }) => state === "failed").map(({ name }) => name);
  const outcome: Outcome = failed.length > 0 ? { kind: "start-failed", services: failed } : { kind: "done" };
  return {
    outcome,
    result: {
      type: "result",
      ok: failed.length === 0,
      exitCode: exitCodeOf(outcome),
      services: rows,
      criticalPath: [],
      criticalMs: 0,
      environment: plan.environment.name,
      project: plan.project.name,
      rehearsal: false,
    },
  };
}
