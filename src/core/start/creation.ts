import type { Result } from "../../world/result.ts";
import { isBesideService } from "../../world/compose/labels.ts";
import type { Model, Service } from "../environment/model.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { besideCreated } from "../plan/dependencies-beside.ts";
import { existingContainers } from "../plan/decide.ts";
import type { EngineWatch } from "../proof/engine-watch.ts";
import type { FailureReason } from "../proof/state.ts";
import { askPatiently, lastWords } from "./start-service.ts";
import { classifyRefusal } from "./start-refusal.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { EngineEvent } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export type Made = Result<readonly ContainerDetail[], FailureReason>;

/** Containers as they come into being: a service waits for its own, not for everybody's. */
export interface Creation {
  /** Undefined while its containers are being made. */
  made(service: string): Made | undefined;
  /** Called whenever another answer of `made` is there, with the services it is the answer for. */
  onNews(listener: NewsListener): void;
  /** Everything has been tried. */
  readonly ended: Promise<void>;
}

type NewsListener = (services: Iterable<string>) => void;

const nothing: Made = { kind: "ok", value: [] };

export const nothingToCreate: Creation = {
  made: () => nothing,
  onNews: () => undefined,
  ended: Promise.resolve(),
};

interface Creating {
  readonly now: readonly Pick<Service, "name" | "replicas">[];
  /** Made by a call of Compose's of their own, each in its turn: two calls at once would both make the network. */
  readonly afterwards: ReadonlySet<string>;
}

/**
 * Creates these services' containers by Compose, all in one call, and hands each over when the engine tells of it.
 * Compose goes along the dependencies, so that those that can start are the first to be there.
 */
export function beginCreation(
  context: CreationContext,
  { now, afterwards }: Creating,
  events: EngineWatch,
): Creation {
  const made = new Map<string, Made>();
  const listeners = new Set<NewsListener>();
  const wanted = new Map(now.map((service) => [service.name, service.replicas]));
  const settle = (service: string, as: Made): void => {
    if (made.has(service)) return;
    made.set(service, as);
    if (as.kind === "ok") context.tell({ type: "service-created", service });
    for (const listener of listeners) listener([service]);
  };
  const stop = events.subscribeToNew(hearing(wanted, context, settle));
  let hasEnded = false;
  const create = async (): Promise<void> => {
    const isKnown = (): boolean => [...wanted.keys()].every((service) => made.has(service));
    const { containers, refused } = await createContainers(context, [...wanted.keys()], isKnown);
    stop();
    hasEnded = true;
    for (const listener of listeners) listener(afterwards);
    for (const service of wanted.keys()) {
      const reason = refused.get(service);
      const found = containers.get(service) ?? [];
      settle(
        service,
        reason === undefined ? { kind: "ok", value: found } : { kind: "failed", error: reason },
      );
    }
  };
  return {
    made: (service) => {
      if (wanted.has(service)) return made.get(service);
      return afterwards.has(service) && !hasEnded ? undefined : nothing;
    },
    onNews: (listener) => void listeners.add(listener),
    ended: create(),
  };
}

/** Where some replicas of a service exist already, the end of the whole call settles it. */
function hearing(
  wanted: ReadonlyMap<string, number>,
  { world, signal }: CreationContext,
  settle: (service: string, made: Made) => void,
): (event: EngineEvent) => void {
  const heard = new Map<string, readonly string[]>();
  return ({ service, containerId, attributes }) => {
    if (isBesideService(attributes)) return;
    const ids = [...(heard.get(service) ?? []), containerId];
    heard.set(service, ids);
    if (ids.length !== wanted.get(service)) return;
    world.background.begin(
      look(ids, world).then((containers) =>
        containers === undefined || signal.aborted
          ? undefined
          : settle(service, { kind: "ok", value: containers }),
      ),
    );
  };
}

/** Undefined unless all of them are there. */
async function look(
  ids: readonly string[],
  { engine }: World,
): Promise<readonly ContainerDetail[] | undefined> {
  const answers = await Promise.all(ids.map(async (id) => engine.inspect(id)));
  const containers = answers.flatMap((answer) => (answer.kind === "ok" ? [answer.value] : []));
  return containers.length === ids.length ? containers : undefined;
}

/** As much of a launch as is needed to make containers. */
interface CreationContext extends Pick<LaunchContext, "world" | "tell" | "signal"> {
  readonly plan: { readonly project: ComposeProject; readonly model: Pick<Model, "services"> };
}

interface CreateAnswer {
  readonly containers: ReadonlyMap<string, readonly ContainerDetail[]>;
  readonly refused: ReadonlyMap<string, FailureReason>;
}

/**
 * Creates, by Compose, all containers that do not exist yet, with their networks and volumes. What exists is left
 * alone: creating a changed service would stop the running one long before its turn. What came of it is looked up
 * unless `isKnown` says that nobody needs it.
 */
async function createContainers(
  context: CreationContext,
  services: readonly string[],
  isKnown: () => boolean,
): Promise<CreateAnswer> {
  const refused = await createApart(context, services);
  if (refused.size === services.length || isKnown()) return { containers: new Map(), refused };
  const { world, plan, signal } = context;
  const existing = await askPatiently(world, signal, async () =>
    existingContainers(world, plan.project.name),
  );
  if (existing.kind === "failed") {
    const reason: FailureReason = { kind: "engine-lost", message: existing.error.message };
    return { containers: new Map(), refused: new Map(services.map((service) => [service, reason])) };
  }
  return { containers: existing.value, refused };
}

/** All at once; where Compose refuses, one by one, for its complaint rarely says which of them it is about. */
async function createApart(
  context: CreationContext,
  services: readonly string[],
): Promise<ReadonlyMap<string, FailureReason>> {
  const refused = new Map<string, FailureReason>();
  const [first] = services;
  if (first === undefined) return refused;
  const reason = await create(context, services);
  // what was cut short by the end of the run is no refusal
  if (reason === undefined || context.signal.aborted) return refused;
  if (services.length === 1) return refused.set(first, reason);
  for (const service of services) {
    const own = context.signal.aborted ? reason : await create(context, [service]);
    if (own !== undefined) refused.set(service, own);
  }
  return refused;
}

async function create(
  { world, plan, signal }: CreationContext,
  services: readonly string[],
): Promise<FailureReason | undefined> {
  const existing = await existingContainers(world, plan.project.name);
  const there = existing.kind === "ok" ? existing.value : new Map<string, readonly ContainerDetail[]>();
  const beside = besideCreated(services, plan.model, there);
  const answer = await world.compose.create(plan.project, services, signal, beside);
  if (answer.kind !== "exited") return classifyRefusal(`docker compose: ${answer.kind}`);
  return answer.exitCode === 0 ? undefined : classifyRefusal(lastWords(answer.stderr));
}
