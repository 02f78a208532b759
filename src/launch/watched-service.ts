import type { Model, Service } from "../environment/model.ts";
import type { Watched } from "../service/watched.ts";

const defaultReadyWithinMs = 10 * 60_000;
const modelServerReadyWithinMs = 60 * 60_000;
const defaultQuietForMs = 10_000;

/** A service of the model in the words of its watcher. */
export function watchedService(service: Service, model: Model, expectedMs: number | undefined): Watched {
  const { extras } = service;
  const modelServer = extras.kind === "model-server";
  return {
    service: service.name,
    restarts: service.restart !== "no",
    onlyEndCounts: extras.kind === "test-run",
    endsByItself: extras.kind === "test-run" || isAwaitedToEnd(service, model),
    probe: extras.probe,
    tcpPorts: tcpPorts(service),
    readyWithinMs: extras.readyWithinMs ?? (modelServer ? modelServerReadyWithinMs : defaultReadyWithinMs),
    stableForMs: extras.stableForMs,
    quietForMs: quietForMs(service),
    memoryLimitBytes: service.memoryLimitBytes,
    modelServer,
    expectedMs,
  };
}

/** How long nothing may advance before it counts as stuck. */
export function quietForMs({ extras }: Service): number {
  return extras.quietForMs ?? defaultQuietForMs;
}

function isAwaitedToEnd(service: Service, model: Model): boolean {
  return model.services.some((other) =>
    other.dependencies.some(
      (dependency) =>
        dependency.service === service.name && dependency.condition === "service_completed_successfully",
    ),
  );
}

function tcpPorts(service: Service): readonly number[] {
  const published = service.ports.filter((port) => port.protocol === "tcp").map((port) => port.container);
  return [...new Set([...published, ...service.expose])];
}
