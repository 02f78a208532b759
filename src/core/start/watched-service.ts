import type { Model, Service } from "../environment/model.ts";
import { isAwaitedToEnd } from "../environment/one-shot.ts";
import { hintOfImageMs, hintOfOwnCommandMs, hintQuietMs } from "../proof/port-hint.ts";
import type { PortHint } from "../proof/port-hint.ts";
import type { WatchedService } from "../proof/watched-facts.ts";

const defaultReadyWithinMs = 10 * 60_000;
const modelServerReadyWithinMs = 60 * 60_000;
const defaultQuietForMs = 10_000;

/** A service of the model in the words of its watcher. */
export function watchedService(
  service: Service,
  model: Model,
  expectedMs: number | undefined,
): WatchedService {
  const { extras } = service;
  const modelServer = extras.kind === "model-server";
  return {
    service: service.name,
    onlyEndCounts: extras.kind === "test-run",
    endsByItself: isAwaitedToEnd(service, model),
    serves: extras.probe !== undefined || service.ports.length > 0,
    probe: extras.probe,
    tcpPorts: tcpPorts(service),
    portHint: portHint(service, modelServer),
    readyWithinMs: extras.readyWithinMs ?? (modelServer ? modelServerReadyWithinMs : defaultReadyWithinMs),
    stableForMs: extras.stableForMs,
    quietForMs: quietForMs(service),
    memoryLimitBytes: service.memoryLimitBytes,
    modelServer,
    expectedMs,
  };
}

/** A model server is one, whatever is published of it. */
function portHint({ ports, command, entrypoint, extras }: Service, serves: boolean): PortHint | undefined {
  if (serves || ports.some(({ protocol }) => protocol === "tcp")) return undefined;
  const isOwnCommand = command !== undefined || entrypoint !== undefined;
  return {
    quietForMs: extras.quietForMs ?? hintQuietMs,
    atMostMs: extras.readyWithinMs ?? (isOwnCommand ? hintOfOwnCommandMs : hintOfImageMs),
  };
}

/** How long nothing may advance before it counts as stuck. */
export function quietForMs({ extras }: Service): number {
  return extras.quietForMs ?? defaultQuietForMs;
}

function tcpPorts(service: Service): readonly number[] {
  const published = service.ports.filter((port) => port.protocol === "tcp").map((port) => port.container);
  return [...new Set([...published, ...service.expose])];
}
