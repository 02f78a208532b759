import { ContainerLog } from "./container-log.ts";
import type { Followed } from "./container-log.ts";
import type { LogNews, LoggedContainer } from "./log-news.ts";
import { EngineWatch } from "../../core/proof/engine-watch.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import { composeLabels, isBesideService } from "../../world/compose/labels.ts";
import type { Container } from "../../world/engine/container.ts";
import type { LogOptions } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export interface FollowRequest {
  readonly project: string;
  readonly isWanted: (service: string) => boolean;
  /** What is wanted of the logs of those that are there already; of others, everything. */
  readonly options: LogOptions;
  readonly signal: AbortSignal;
  readonly tell: (news: LogNews) => void;
}

type Labels = Readonly<Record<string, string>>;

/** All services' logs as they are written, whichever containers come and go, until the signal aborts. */
export async function followLogs(world: World, request: FollowRequest): Promise<void> {
  const watch = new EngineWatch(world, request.project);
  const { project, signal, isWanted } = request;
  const known = new Set<string>();
  const places = new Set<string>();
  const follow = (container: Omit<Followed, "how">, labels: Labels): void => {
    if (known.has(container.container.id) || !isWanted(container.container.service)) return;
    known.add(container.container.id);
    const place = `${container.container.service} ${labels[composeLabels.number] ?? ""}`;
    const how = places.has(place) ? "recreated" : "joined";
    places.add(place);
    const log = new ContainerLog(world, { ...container, how }, { ...request, watch });
    world.background.begin(log.follow());
  };
  const lookAround = async (options: LogOptions): Promise<void> => {
    const listed = await world.engine.containers({ project });
    if (listed.kind === "failed") return;
    for (const each of listed.value)
      if (options === request.options || !isBesideService(each.labels))
        follow({ container: logged(each), state: each.state, options }, each.labels);
  };
  watch.subscribeToNew(({ containerId: id, service, attributes }) => {
    const container = { id, service, name: attributes["name"] ?? id };
    if (!isBesideService(attributes)) follow({ container, state: "created", options: {} }, attributes);
  });
  watch.subscribe(
    "",
    () => undefined,
    () => world.background.begin(lookAround({})),
  );
  await lookAround(request.options);
  await watch.follow(signal, Number.POSITIVE_INFINITY);
}

export function logged(container: Pick<Container, "id" | "name" | "labels">): LoggedContainer {
  return { id: container.id, name: container.name, service: serviceOf(container) };
}
