import type { ContainerDetail } from "../../src/world/engine/container.ts";
import type {
  Engine,
  EngineAnswer,
  EngineFailure,
  LogLine,
  LogOptions,
} from "../../src/world/engine/engine.ts";
import {
  changeContainer,
  containerOf,
  listen,
  projectOf,
  serviceOf,
  tellEvent,
} from "./fake-engine-state.ts";
import type { FakeEngineState } from "./fake-engine-state.ts";
import type { FakeEngineParts } from "./fake-engine.ts";
import { rowOf } from "./fake-container.ts";

type Calls = Omit<Engine, "exec" | "start">;

/** The calls that only look at the state or change it plainly. */
export function plainCalls(state: FakeEngineState, parts: FakeEngineParts): Calls {
  const belongs = (project: string | undefined) => (container: ContainerDetail) =>
    project === undefined || projectOf(container) === project;
  return {
    ping: () => answer({ ...info, ...parts.info }),
    containers: ({ project }) => answer([...state.containers.values()].filter(belongs(project)).map(rowOf)),
    inspect: (id) => {
      const container = state.containers.get(id);
      return container === undefined ? notFound(`No such container: ${id}`) : answer(container);
    },
    madeWith: (id) => {
      const made = parts.madeWith?.[serviceOf(containerOf(state, id))];
      return made === undefined ? notFound(`No such container: ${id}`) : answer(made);
    },
    stop: (id, graceSeconds, signalName) => {
      if (containerOf(state, id).state !== "running") return answer("already-stopped");
      parts.onStop?.(id);
      state.calls.push(["stop", id, graceSeconds, signalName].filter((word) => word !== undefined).join(" "));
      endContainer(state, id, parts.stopsWith?.[serviceOf(containerOf(state, id))] ?? 0);
      return answer("stopped");
    },
    pause: (id) => {
      state.calls.push(`pause ${id}`);
      changeContainer(state, id, { state: "paused" });
      tellEvent(state, id, "pause");
      return answer("paused");
    },
    unpause: (id) => {
      state.calls.push(`unpause ${id}`);
      changeContainer(state, id, { state: "running" });
      tellEvent(state, id, "unpause");
      return answer("unpaused");
    },
    kill: (id, signal) => {
      state.calls.push(`kill ${id} ${signal}`);
      endContainer(state, id, 137);
      return answer("killed");
    },
    restart: (id) => {
      state.calls.push(`restart ${id}`);
      changeContainer(state, id, { state: "running", startedAt: state.clock.now() });
      tellEvent(state, id, "restart");
      return answer("restarted");
    },
    removeContainer: (id) => {
      state.calls.push(`remove ${id}`);
      return state.containers.delete(id) ? answer("removed") : notFound(`No such container: ${id}`);
    },
    logs: (id, options) => {
      const refusal = parts.refuseLogs?.[serviceOf(containerOf(state, id))];
      return refusal === undefined ? answer(linesFor(state, id, options)) : failedWith(refusal);
    },
    followLogs: async (id, options, onLine) => {
      const refusal = parts.refuseLogs?.[serviceOf(containerOf(state, id))];
      if (refusal !== undefined) return failedWith(refusal);
      for (const line of linesFor(state, id, options)) onLine(line);
      if (containerOf(state, id).state !== "running") return answer("ended");
      const listeners = state.logListeners.get(id) ?? new Set();
      state.logListeners.set(id, listeners);
      await listen(listeners, onLine, options.signal);
      return answer("ended");
    },
    events: async ({ project, since, until, signal }, onEvent) => {
      const isWanted = (labels: Readonly<Record<string, string>>): boolean =>
        labels["com.docker.compose.project"] === project;
      for (const event of state.events) if (event.at >= since && isWanted(event.attributes)) onEvent(event);
      if (until !== undefined) return answer("ended");
      await listen(
        state.eventListeners,
        (event) => {
          if (isWanted(event.attributes)) onEvent(event);
        },
        signal,
      );
      return answer("ended");
    },
    image: (reference) => {
      const image =
        parts.images?.[reference] ?? Object.values(parts.images ?? {}).find(({ id }) => id === reference);
      return image === undefined ? notFound(`No such image: ${reference}`) : answer(image);
    },
    images: () =>
      answer(Object.entries(parts.images ?? {}).map(([name, image]) => ({ ...image, tags: [name] }))),
    pull: async ({ reference }, onProgress) => {
      state.calls.push(`pull ${reference}`);
      if (parts.pull === undefined) throw new Error(`no answer for: pull ${reference}`);
      return parts.pull(reference, onProgress);
    },
    load: async (path) => {
      state.calls.push(`load ${path}`);
      if (parts.load === undefined) throw new Error(`no answer for: load ${path}`);
      return parts.load(path);
    },
    volumes: (project) => answer(state.volumes.filter((volume) => hasLabel(volume.labels, project))),
    plugins: () => answer(parts.plugins ?? []),
    networks: (project) => answer(state.networks.filter((network) => hasLabel(network.labels, project))),
    removeVolume: (name) => {
      state.calls.push(`remove-volume ${name}`);
      const user = [...state.containers.values()].find(({ mounts }) =>
        mounts.some((mount) => mount.name === name),
      );
      if (user !== undefined) return failedWith(inUse(`volume is in use - [${user.id}]`));
      return removeFrom(state.volumes, (volume) => volume.name === name);
    },
    removeNetwork: (id) => {
      state.calls.push(`remove-network ${id}`);
      return removeFrom(state.networks, (network) => network.id === id);
    },
    removeImage: (reference) => {
      state.calls.push(`remove-image ${reference}`);
      return answer("removed");
    },
    diskUsage: () => answer({ ...emptyUsage, ...parts.diskUsage }),
    usage: (id) => {
      const container = state.containers.get(id);
      if (container === undefined) return notFound(`No such container: ${id}`);
      const memoryBytes = parts.memoryBytes?.[serviceOf(container)];
      if (container.state !== "running" || memoryBytes === undefined) return answer(undefined);
      const service = serviceOf(container);
      return answer({
        memoryBytes,
        receivedBytes: parts.receivedBytes?.[service] ?? 0,
        processorMs: parts.processorMs?.[service] ?? 0,
      });
    },
    memoryBytes: (id) => {
      const container = containerOf(state, id);
      return answer(container.state === "running" ? parts.memoryBytes?.[serviceOf(container)] : undefined);
    },
  };
}

export function answer<T>(value: T): Promise<EngineAnswer<T>> {
  return Promise.resolve({ kind: "ok", value });
}

export function failedWith(failure: EngineFailure): Promise<EngineAnswer<never>> {
  return Promise.resolve({ kind: "failed", error: failure });
}

function notFound(message: string): Promise<EngineAnswer<never>> {
  return failedWith({ kind: "not-found", message });
}

function removeFrom<T>(list: T[], isMeant: (item: T) => boolean): Promise<EngineAnswer<"removed">> {
  const index = list.findIndex(isMeant);
  if (index < 0) return notFound("no such thing");
  list.splice(index, 1);
  return answer("removed");
}

function inUse(message: string): EngineFailure {
  return { kind: "refused", status: 409, message };
}

const emptyUsage = { layersBytes: 0, images: [], containers: [], volumes: [], buildCache: [] };

export function endContainer(state: FakeEngineState, id: string, exitCode: number): void {
  changeContainer(state, id, { state: "exited", exitCode, finishedAt: state.clock.now() });
  for (const { end } of state.logListeners.get(id) ?? []) end();
  tellEvent(state, id, "die", { exitCode: String(exitCode) });
}

function linesFor(state: FakeEngineState, id: string, { tail, since }: LogOptions): readonly LogLine[] {
  const lines = (state.logs.get(id) ?? []).filter(({ at }) => since === undefined || at >= since);
  return tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail));
}

function hasLabel(labels: Readonly<Record<string, string>>, project: string | undefined): boolean {
  return project === undefined || labels["com.docker.compose.project"] === project;
}

const info = {
  id: "engine-1",
  version: "26.1.5",
  apiVersion: "1.45",
  address: "unix:///var/run/docker.sock",
  local: true,
  cpus: 16,
  memoryBytes: 64 * 2 ** 30,
  dataRoot: "/var/lib/docker",
  storageDriver: "overlay2",
  runtimes: ["runc", "io.containerd.runc.v2"],
  cdiDirectories: [],
  operatingSystem: "Debian GNU/Linux 13 (trixie)",
  rootless: false,
  cgroupVersion: "2",
} as const;
