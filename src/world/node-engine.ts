import type { Connect } from "./engine-connection.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Engine } from "./engine.ts";
import type { Processes } from "./processes.ts";

/** The engine that the docker CLI would talk to. Each part, zod with it, is loaded when first used. */
export function nodeEngine(surroundings: Surroundings, processes: Processes): Engine {
  let connector: Promise<Connect> | undefined;
  const connect: Connect = async (deadline) => {
    connector ??= import("./engine-connection.ts").then((module) => module.engineConnector(surroundings));
    return (await connector)(deadline);
  };
  return {
    ping: async (timeoutMs) => (await import("./engine-info.ts")).ping(connect, timeoutMs),
    containers: async (filter) => (await import("./engine-containers.ts")).listContainers(connect, filter),
    inspect: async (id) => (await import("./engine-inspect.ts")).inspectContainer(connect, id),
    ...lifecycle(connect),
    exec: async (request) => (await import("./engine-exec.ts")).execInContainer(connect, request),
    logs: async (id, options) => (await import("./engine-logs.ts")).readLogs(connect, id, options),
    followLogs: async (id, options, onLine) =>
      (await import("./engine-logs.ts")).followLogs(connect, id, options, onLine),
    events: async (options, onEvent) =>
      (await import("./engine-events.ts")).followEvents(connect, options, onEvent),
    image: async (reference) => (await import("./engine-images.ts")).inspectImage(connect, reference),
    pull: async (request, onProgress) =>
      (await import("./engine-pull.ts")).pullImage(
        { ...surroundings, connect, processes },
        request,
        onProgress,
      ),
    load: async (archivePath, signal) =>
      (await import("./engine-load.ts")).loadImage(connect, archivePath, signal),
    volumes: async (project) => (await import("./engine-resources.ts")).listVolumes(connect, project),
    networks: async (project) => (await import("./engine-resources.ts")).listNetworks(connect, project),
    removeVolume: async (name) => (await import("./engine-resources.ts")).removeVolume(connect, name),
    removeNetwork: async (id) => (await import("./engine-resources.ts")).removeNetwork(connect, id),
    removeImage: async (reference) => (await import("./engine-images.ts")).removeImage(connect, reference),
    diskUsage: async (parts, signal) =>
      (await import("./engine-disk-usage.ts")).readDiskUsage(connect, parts, signal),
    usage: async (id) => (await import("./engine-usage.ts")).readUsage(connect, id),
    memoryBytes: async (id) => (await import("./engine-usage.ts")).readMemoryBytes(connect, id),
  };
}

/** What becomes of a container. */
function lifecycle(
  connect: Connect,
): Pick<Engine, "start" | "stop" | "pause" | "unpause" | "kill" | "restart" | "removeContainer"> {
  return {
    start: async (id) => (await import("./engine-lifecycle.ts")).startContainer(connect, id),
    stop: async (id, graceSeconds, signalName) =>
      (await import("./engine-lifecycle.ts")).stopContainer(connect, id, { graceSeconds, signalName }),
    pause: async (id) => (await import("./engine-lifecycle.ts")).pauseContainer(connect, id),
    unpause: async (id) => (await import("./engine-lifecycle.ts")).unpauseContainer(connect, id),
    kill: async (id, signal) => (await import("./engine-lifecycle.ts")).killContainer(connect, id, signal),
    restart: async (id, grace) =>
      (await import("./engine-lifecycle.ts")).restartContainer(connect, id, grace),
    removeContainer: async (id, force) =>
      (await import("./engine-lifecycle.ts")).removeContainer(connect, id, force),
  };
}
