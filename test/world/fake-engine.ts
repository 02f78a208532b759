import type { Clock } from "../../src/world/clock.ts";
import type { ContainerDetail, ContainerHealth, MadeWith } from "../../src/world/engine/container.ts";
import type {
  DiskUsage,
  Engine,
  EngineAnswer,
  EngineFailure,
  EngineInfo,
  ExecRequest,
  ExecResult,
  ImageDetail,
  LogLine,
  NetworkSummary,
  PullProgress,
  Volume,
} from "../../src/world/engine/engine.ts";
import { answer, endContainer, failedWith, plainCalls } from "./fake-engine-calls.ts";
import {
  changeContainer,
  containerOf,
  engineState,
  serviceOf,
  tellEvent,
  tellLog,
} from "./fake-engine-state.ts";
import type { FakeEngineState } from "./fake-engine-state.ts";

/** What the engine does when asked; what is left out is an error when asked for. */
export interface FakeEngineParts {
  /** Every call fails with this: no engine, no permission. */
  readonly failure?: EngineFailure;
  readonly info?: Partial<EngineInfo>;
  readonly containers?: readonly ContainerDetail[];
  /** By reference, and found by their ids too; others are not. */
  readonly images?: Readonly<Record<string, ImageDetail>>;
  readonly volumes?: readonly Volume[];
  readonly networks?: readonly NetworkSummary[];
  readonly plugins?: readonly string[];
  /** By service: what an exec in it answers. */
  readonly exec?: Readonly<Record<string, (request: ExecRequest) => ExecResult | Promise<ExecResult>>>;
  /** By service: what comes after its start. The event has been told already. */
  readonly afterStart?: Readonly<Record<string, (engine: FakeEngine, containerId: string) => void>>;
  /** By service: the engine's refusal to start it, as long as it refuses. */
  readonly refuseStart?: Readonly<Record<string, () => EngineFailure | undefined>>;
  /** By service: what its containers were made with. */
  readonly madeWith?: Readonly<Record<string, MadeWith>>;
  /** By service: the engine's refusal to read its log. */
  readonly refuseLogs?: Readonly<Record<string, EngineFailure>>;
  readonly pull?: (
    reference: string,
    onProgress: (progress: PullProgress) => void,
  ) => EngineAnswer<"pulled"> | Promise<EngineAnswer<"pulled">>;
  readonly load?: (archivePath: string) => EngineAnswer<"loaded">;
  /** Told of each stop before it happens. */
  readonly onStop?: (id: string) => void;
  /** By service: the exit code a stop ends it with; 0 unless told. */
  readonly stopsWith?: Readonly<Record<string, number>>;
  readonly diskUsage?: Partial<DiskUsage>;
  readonly memoryBytes?: Readonly<Record<string, number>>;
  readonly receivedBytes?: Readonly<Record<string, number>>;
  readonly processorMs?: Readonly<Record<string, number>>;
}

export interface FakeEngine extends Engine {
  /** Every call that changes something, as words: `start postgres-id`. */
  readonly calls: readonly string[];
  add(container: ContainerDetail): void;
  addVolume(volume: Volume): void;
  /** What stands there now. */
  container(id: string): ContainerDetail;
  /** Changes a container without an event, as something outside would before anyone looks. */
  change(id: string, change: Partial<ContainerDetail>): void;
  /** Ends a container and tells `die` (after `oom`, where it ran out of memory). */
  die(id: string, exitCode: number, options?: { readonly outOfMemory?: boolean }): void;
  /** Sets the health and tells `health_status: …`. */
  setHealth(id: string, status: ContainerHealth["status"], output?: string): void;
  emit(id: string, action: string, attributes?: Readonly<Record<string, string>>): void;
  log(id: string, text: string, from?: LogLine["from"]): void;
  /** Whether somebody follows its events. */
  isFollowed(): boolean;
  /** Cuts every events stream and followed log, as an engine that stops does. */
  cut(): void;
}

export function fakeEngine(clock: Clock, parts: FakeEngineParts = {}): FakeEngine {
  const state = engineState(parts, clock);
  const engine: FakeEngine = {
    ...plainCalls(state, parts),
    start: (id) => startContainer(state, id, parts, engine),
    exec: async (request) => {
      const service = serviceOf(containerOf(state, request.containerId));
      const script = parts.exec?.[service];
      if (script === undefined)
        throw new Error(`no answer for: exec ${service} ${request.command.join(" ")}`);
      return { kind: "ok", value: await script(request) };
    },
    ...controls(state),
  };
  return parts.failure === undefined ? engine : { ...engine, ...alwaysFailing(parts.failure) };
}

function startContainer(
  state: FakeEngineState,
  id: string,
  parts: FakeEngineParts,
  engine: FakeEngine,
): ReturnType<Engine["start"]> {
  const container = containerOf(state, id);
  // one between two deaths counts as running, too
  if (container.state === "running" || container.state === "restarting") return answer("already-running");
  state.calls.push(`start ${id}`);
  const refusal = parts.refuseStart?.[serviceOf(container)]?.();
  if (refusal !== undefined) return failedWith(refusal);
  const health = container.healthCheck === undefined ? undefined : healthOf("starting", undefined, state);
  changeContainer(state, id, { state: "running", startedAt: state.clock.now(), exitCode: 0, health });
  tellEvent(state, id, "start");
  parts.afterStart?.[serviceOf(container)]?.(engine, id);
  return answer("started");
}

function controls(state: FakeEngineState): Omit<FakeEngine, keyof Engine> {
  return {
    calls: state.calls,
    add: (container) => state.containers.set(container.id, container),
    addVolume: (volume) => state.volumes.push(volume),
    container: (id) => containerOf(state, id),
    change: (id, change) => {
      changeContainer(state, id, change);
    },
    die: (id, exitCode, options = {}) => {
      if (options.outOfMemory === true) {
        changeContainer(state, id, { outOfMemory: true });
        tellEvent(state, id, "oom");
      }
      endContainer(state, id, exitCode);
    },
    setHealth: (id, status, output) => {
      changeContainer(state, id, { health: healthOf(status, output, state) });
      tellEvent(state, id, `health_status: ${status}`);
    },
    emit: (id, action, attributes) => {
      tellEvent(state, id, action, attributes);
    },
    log: (id, text, from = "stdout") => {
      tellLog(state, id, { at: state.clock.now(), from, text });
    },
    isFollowed: () => state.eventListeners.size > 0,
    cut: () => {
      for (const { end } of state.eventListeners) end();
      for (const followers of state.logListeners.values()) for (const { end } of followers) end();
    },
  };
}

function healthOf(
  status: ContainerHealth["status"],
  output: string | undefined,
  { clock }: FakeEngineState,
): ContainerHealth {
  const exitCode = status === "healthy" ? 0 : 1;
  const log = output === undefined ? [] : [{ start: clock.now(), end: clock.now(), exitCode, output }];
  return { status, failingStreak: status === "unhealthy" ? 3 : 0, log };
}

function alwaysFailing(failure: EngineFailure): Engine {
  const fail = () => failedWith(failure);
  return {
    ping: fail,
    containers: fail,
    inspect: fail,
    madeWith: fail,
    start: fail,
    stop: fail,
    kill: fail,
    pause: fail,
    restart: fail,
    unpause: fail,
    removeContainer: fail,
    exec: fail,
    logs: fail,
    followLogs: fail,
    events: fail,
    image: fail,
    images: fail,
    pull: fail,
    load: fail,
    volumes: fail,
    networks: fail,
    plugins: fail,
    removeVolume: fail,
    removeNetwork: fail,
    removeImage: fail,
    diskUsage: fail,
    usage: fail,
    memoryBytes: fail,
  };
}
