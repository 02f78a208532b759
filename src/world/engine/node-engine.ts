import type { Connect } from "./connection/engine-connection.ts";
import type { CallerEnvironment } from "../caller-environment.ts";
import type { Engine } from "./engine.ts";
import type { Processes } from "../processes/processes.ts";

/** The engine that the docker CLI would talk to. Each part, zod with it, is loaded when first used. */
export function nodeEngine(caller: CallerEnvironment, processes: Processes): Engine {
  let connector: Promise<Connect> | undefined;
  const connect: Connect = async (deadline) => {
    connector ??= import("./connection/engine-connection.ts").then((module) =>
      module.engineConnector(caller),
    );
    return (await connector)(deadline);
  };
  return {
    ping: async (timeoutMs) => (await import("./info.ts")).ping(connect, timeoutMs),
    containers: async (filter) => (await import("./list-containers.ts")).listContainers(connect, filter),
    inspect: async (id) => (await import("./inspect.ts")).inspectContainer(connect, id),
    madeWith: async (id) => (await import("./made-with.ts")).readMadeWith(connect, id),
    ...lifecycle(connect),
    exec: async (request) => (await import("./exec.ts")).execInContainer(connect, request),
    logs: async (id, options) => (await import("./logs.ts")).readLogs(connect, id, options),
    followLogs: async (id, options, onLine) =>
      (await import("./logs.ts")).followLogs(connect, id, options, onLine),
    events: async (options, onEvent) => (await import("./events.ts")).followEvents(connect, options, onEvent),
    image: async (reference) => (await import("./images.ts")).inspectImage(connect, reference),
    images: async () => (await import("./images.ts")).listImages(connect),
    pull: async (request, onProgress) =>
      (await import("./pull.ts")).pullImage({ ...caller, connect, processes }, request, onProgress),
    load: async (archivePath, signal) =>
      (await import("./load-image.ts")).loadImage(connect, archivePath, signal),
    volumes: async (project) => (await import("./resources.ts")).listVolumes(connect, project),
    plugins: async () => (await import("./resources.ts")).listPlugins(connect),
    networks: async (project) => (await import("./resources.ts")).listNetworks(connect, project),
    removeVolume: async (name) => (await import("./resources.ts")).removeVolume(connect, name),
    removeNetwork: async (id) => (await import("./resources.ts")).removeNetwork(connect, id),
    removeImage: async (reference) => (await import("./images.ts")).removeImage(connect, reference),
    diskUsage: async (parts, signal) =>
      (await import("./disk-usage.ts")).readDiskUsage(connect, parts, signal),
    usage: async (id) => (await import("./usage.ts")).readUsage(connect, id),
    memoryBytes: async (id) => (await import("./usage.ts")).readMemoryBytes(connect, id),
  };
}

/** What becomes of a container. */
function lifecycle(
  connect: Connect,
): Pick<Engine, "start" | "stop" | "pause" | "unpause" | "kill" | "restart" | "removeContainer"> {
  return {
    start: async (id) => (await import("./lifecycle.ts")).startContainer(connect, id),
    stop: async (id, graceSeconds, signalName) =>
      (await import("./lifecycle.ts")).stopContainer(connect, id, { graceSeconds, signalName }),
    pause: async (id) => (await import("./lifecycle.ts")).pauseContainer(connect, id),
    unpause: async (id) => (await import("./lifecycle.ts")).unpauseContainer(connect, id),
    kill: async (id, signal) => (await import("./lifecycle.ts")).killContainer(connect, id, signal),
    restart: async (id, grace) => (await import("./lifecycle.ts")).restartContainer(connect, id, grace),
    removeContainer: async (id, force) =>
      (await import("./lifecycle.ts")).removeContainer(connect, id, force),
  };
}
