import { storeKinds } from "../environment/service-kind.ts";
import { composeLabels } from "../ownership/compose-labels.ts";
import { kindOf } from "../ownership/running-project.ts";
import type { OwnProject } from "../ownership/running-project.ts";
import type { StoreContainer } from "../secrets/clients/store-client.ts";
import type { Container, ContainerDetail } from "../../world/engine/container.ts";
import type { EngineFailure } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { readStartedWith } from "../journal/started-with.ts";
import type { StartedWith } from "../journal/started-with.ts";
import { runPreStop } from "./run-pre-stop.ts";

export type StopStep =
  | { readonly kind: "stopping"; readonly services: readonly string[] }
  /** `forced`: it did not end within its grace and was killed. */
  | {
      readonly kind: "stopped";
      readonly service: string;
      readonly durationMs: number;
      readonly forced: boolean;
    }
  /** One of its `pre_stop` hooks; it is stopped all the same. */
  | { readonly kind: "hook-failed"; readonly service: string; readonly message: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };

interface StopRequest {
  readonly tell: (step: StopStep) => void;
  /** For every service, instead of its own. */
  readonly graceSeconds: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Stops a project's services, whoever needs another one first, those of a level together. Interrupted, it sends nothing
 * more; what the engine was told to stop it goes on stopping.
 */
export async function stopServices(
  world: World,
  project: OwnProject,
  request: StopRequest,
): Promise<"stopped" | "interrupted"> {
  const running = new Set(project.containers.filter(({ state }) => isRunning(state)).map(serviceOf));
  const preStop = (await readStartedWith(world, project))?.preStop ?? {};
  // what waited for a one-shot that is over needs what that one had needed
  for (const ordered of stopOrder(stoppables(project.containers, project))) {
    const level = ordered.filter((service) => running.has(service));
    if (level.length === 0) continue;
    if (request.signal.aborted) return "interrupted";
    request.tell({ kind: "stopping", services: level });
    const stopping = Promise.all(
      level.map((service) => stopService(world, service, { project, request, preStop })),
    );
    const ended = await Promise.race([stopping, aborted(request.signal)]);
    if (ended === "interrupted") return ended;
  }
  return "stopped";
}

export function serviceOf(container: Pick<Container, "labels" | "name">): string {
  return container.labels[composeLabels.service] ?? container.name;
}

function isRunning(state: Container["state"]): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}

function stoppables(containers: readonly Container[], project: OwnProject): readonly Stoppable[] {
  return [...new Set(containers.map(serviceOf))].map((service) => {
    const own = containers.filter((each) => serviceOf(each) === service);
    return {
      service,
      dependsOn: own.flatMap(({ labels }) => dependenciesFromLabels(labels)),
      isStore: own.some((container) => storeKinds.has(kindOf(container, project) ?? "")),
    };
  });
}

interface Stopping {
  readonly project: OwnProject;
  readonly request: StopRequest;
  readonly preStop: StartedWith["preStop"];
}

async function stopService(world: World, service: string, stopping: Stopping): Promise<void> {
  const { project, request } = stopping;
  const began = world.clock.elapsedMs();
  const own = project.containers.filter(
    (container) => serviceOf(container) === service && isRunning(container.state),
  );
  const forced = await Promise.all(own.map((container) => stopContainer(world, container, stopping)));
  request.tell({
    kind: "stopped",
    service,
    durationMs: Math.round(world.clock.elapsedMs() - began),
    forced: forced.includes(true),
  });
}

/** Whether it had to be killed. */
async function stopContainer(
  world: World,
  container: Container,
  { project, request, preStop }: Stopping,
): Promise<boolean> {
  const { engine } = world;
  const service = serviceOf(container);
  // a frozen process hears no signal
  if (container.state === "paused") await engine.unpause(container.id);
  const hooks = container.labels[composeLabels.oneOff] === "True" ? [] : (preStop[service] ?? []);
  for (const message of await runPreStop(world, container.id, hooks, request.signal)) {
    request.tell({ kind: "hook-failed", service, message });
  }
  const detail = await engine.inspect(container.id);
  if (detail.kind === "failed") return report(serviceOf(container), detail.failure, request);
  const signalName = stopSignalFor(project.rehearsal ? undefined : kindOf(container, project), detail.value);
  const answer = await engine.stop(container.id, request.graceSeconds, signalName);
  if (answer.kind === "failed") return report(serviceOf(container), answer.failure, request);
  const after = await engine.inspect(container.id);
  return after.kind === "ok" && wasForced(after.value);
}

function report(name: string, failure: EngineFailure, { tell }: StopRequest): false {
  if (failure.kind !== "not-found") tell({ kind: "failed", name, message: failure.message });
  return false;
}

const killed = 137;

function wasForced({ exitCode, outOfMemory, stopSignal }: ContainerDetail): boolean {
  return exitCode === killed && !outOfMemory && !/^(?:SIG)?KILL$|^9$/u.test(stopSignal);
}

function aborted(signal: AbortSignal): Promise<"interrupted"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("interrupted");
    signal.addEventListener("abort", () => resolve("interrupted"), { once: true });
  });
}

/** A service as `down` needs it: who it depends on, read from its containers, and whether others work on its data. */
export interface Stoppable {
  readonly service: string;
  readonly dependsOn: readonly string[];
  readonly isStore: boolean;
}

const dependsOnLabel = "com.docker.compose.depends_on";

/** Compose writes `postgres:service_healthy:false,redis:service_started:true` on each container. */
export function dependenciesFromLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  const written = labels[dependsOnLabel] ?? "";
  return written.split(",").flatMap((entry) => {
    const [service] = entry.split(":");
    return service === undefined || service === "" ? [] : [service];
  });
}

/**
 * Levels to stop one after the other, each together: whoever needs a service stops before it, and stores stop after
 * everything that they do not need themselves.
 */
export function stopOrder(services: readonly Stoppable[]): readonly (readonly string[])[] {
  const left = new Map(withStoresLast(services).map((each) => [each.service, each]));
  const levels: string[][] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ dependsOn }) => dependsOn));
    const free = [...left.keys()].filter((name) => !needed.has(name));
    // a cycle cannot come from Compose, but labels can be anything
    const level = free.length > 0 ? free : [...left.keys()];
    levels.push(level);
    for (const name of level) left.delete(name);
  }
  return levels;
}

/** A job that nobody declared to depend on a database may write to it all the same. */
function withStoresLast(services: readonly Stoppable[]): readonly Stoppable[] {
  const stores = services.filter(({ isStore }) => isStore).map(({ service }) => service);
  const neededByStores = reachable(services, stores);
  return services.map((each) =>
    each.isStore || neededByStores.has(each.service)
      ? each
      : { ...each, dependsOn: [...each.dependsOn, ...stores] },
  );
}

function reachable(services: readonly Stoppable[], from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const next of services.find(({ service }) => service === name)?.dependsOn ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  for (const name of from) visit(name);
  return found;
}

/**
 * The signal that lets a service end well, where the container's own would not; undefined: its own. What the model or
 * the image chose is left alone: only SIGTERM, which may be nobody's choice, is replaced.
 */
export function stopSignalFor(
  kind: string | undefined,
  { stopSignal }: Pick<ContainerDetail, "stopSignal">,
): string | undefined {
  if (stopSignal !== "" && !/^(?:SIG)?TERM$|^15$/u.test(stopSignal)) return undefined;
  return kind === undefined ? undefined : better[kind];
}

const better: Readonly<Record<string, string>> = {
  // SIGTERM cuts requests off; this accepts no new ones and ends with the last
  nginx: "SIGQUIT",
  // SIGTERM waits for clients to leave, who are killed waiting; this ends their sessions and writes everything down
  postgres: "SIGINT",
};

/**
 * A store where it runs now; undefined where it does not. It is asked from inside its own container, so any of its
 * addresses will do, whatever this machine reaches.
 */
export async function locateStore(
  world: Pick<World, "engine">,
  project: string,
  service: string,
): Promise<StoreContainer | undefined> {
  const listed = await world.engine.containers({ project });
  const running = listed.kind === "failed" ? [] : listed.value.filter((each) => each.state === "running");
  const container = running.find((each) => serviceOf(each) === service);
  if (container === undefined) return undefined;
  const detail = await world.engine.inspect(container.id);
  const networks = detail.kind === "failed" ? [] : detail.value.networks;
  const address = networks.find((network) => network.address !== "")?.address;
  return address === undefined ? undefined : { containerId: container.id, address };
}
