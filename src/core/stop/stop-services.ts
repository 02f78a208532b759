import type { ServiceHook } from "../environment/model.ts";
import { storeKinds } from "../environment/service-kind.ts";
import { readStartedWith } from "../journal/state-files.ts";
import type { StartedWith } from "../journal/state-files.ts";
import { kindOf } from "../ownership/running-project.ts";
import type { OwnProject } from "../ownership/running-project.ts";
import type { StoreContainer } from "../secrets/clients/store-client.ts";
import { dependenciesFromLabels, stopOrder } from "./stop-order.ts";
import type { Stoppable } from "./stop-order.ts";
import { composeLabels, isBesideService } from "../../world/compose/labels.ts";
import type { Container, ContainerDetail } from "../../world/engine/container.ts";
import type { EngineFailure, ExecResult } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

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

/** The Compose service of a container; its own name where no label says. */
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
  const hooks = isBesideService(container.labels) ? [] : (preStop[service] ?? []);
  for (const message of await runPreStop(world, container.id, hooks, request.signal)) {
    request.tell({ kind: "hook-failed", service, message });
  }
  const detail = await engine.inspect(container.id);
  if (detail.kind === "failed") return report(serviceOf(container), detail.error, request);
  const signalName = stopSignalFor(project.rehearsal ? undefined : kindOf(container, project), detail.value);
  const answer = await engine.stop(container.id, request.graceSeconds, signalName);
  if (answer.kind === "failed") return report(serviceOf(container), answer.error, request);
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

/** Draining or flushing takes its time; what takes longer would keep a box from ever going down. */
const longestMs = 600_000;

/**
 * What Compose runs in a container before it stops it, one after the other. Each that fails is told, and stops neither
 * the others nor the stopping; a container that has ended meanwhile has nothing left to put in order.
 */
async function runPreStop(
  { engine }: Pick<World, "engine">,
  containerId: string,
  hooks: readonly ServiceHook[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const hook of hooks) {
    if (signal.aborted) break;
    const answer = await engine.exec({ ...hookRequest(hook), containerId, timeoutMs: longestMs, signal });
    const failure = answer.kind === "failed" ? engineFailure(answer.error) : resultFailure(answer.value);
    if (failure !== undefined && !signal.aborted)
      failures.push(`pre_stop: ${hook.command.join(" ")}: ${failure}`);
  }
  return failures;
}

function hookRequest({ command, user, privileged, workingDirectory, environment }: ServiceHook) {
  return {
    command,
    privileged,
    environment,
    ...(user === undefined ? {} : { user }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  };
}

function engineFailure(failure: EngineFailure): string | undefined {
  const isGone = failure.kind === "not-found" || (failure.kind === "refused" && failure.status === 409);
  return isGone ? undefined : failure.message;
}

function resultFailure(result: ExecResult): string | undefined {
  if (result.kind === "timed-out") return "it has not ended in ten minutes";
  if (result.exitCode === 0) return undefined;
  const said = `${result.stderr}\n${result.stdout}`.trim().split("\n").at(-1) ?? "";
  return `it ended with ${String(result.exitCode)}${said === "" ? "" : `: ${said}`}`;
}
