import type { Clock } from "../../src/world/clock.ts";
import type { ContainerDetail } from "../../src/world/engine/container.ts";
import type { EngineEvent, LogLine, NetworkSummary, Volume } from "../../src/world/engine/engine.ts";

interface Listener<T> {
  readonly tell: (news: T) => void;
  readonly end: () => void;
}

/** What the fake engine holds, and who listens to it. */
export interface FakeEngineState {
  readonly containers: Map<string, ContainerDetail>;
  readonly events: EngineEvent[];
  readonly logs: Map<string, LogLine[]>;
  readonly eventListeners: Set<Listener<EngineEvent>>;
  readonly logListeners: Map<string, Set<Listener<LogLine>>>;
  readonly calls: string[];
  readonly volumes: Volume[];
  readonly networks: NetworkSummary[];
  readonly clock: Clock;
}

interface Held {
  readonly containers?: readonly ContainerDetail[];
  readonly volumes?: readonly Volume[];
  readonly networks?: readonly NetworkSummary[];
}

export function engineState(
  { containers = [], volumes = [], networks = [] }: Held,
  clock: Clock,
): FakeEngineState {
  return {
    containers: new Map(containers.map((container) => [container.id, container])),
    events: [],
    logs: new Map(),
    eventListeners: new Set(),
    logListeners: new Map(),
    calls: [],
    volumes: [...volumes],
    networks: [...networks],
    clock,
  };
}

export function containerOf(state: FakeEngineState, id: string): ContainerDetail {
  const container = state.containers.get(id);
  if (container === undefined) throw new Error(`the test knows no container ${id}`);
  return container;
}

export function serviceOf({ labels }: ContainerDetail): string {
  return labels["com.docker.compose.service"] ?? "";
}

export function projectOf({ labels }: ContainerDetail): string | undefined {
  return labels["com.docker.compose.project"];
}

export function changeContainer(state: FakeEngineState, id: string, change: Partial<ContainerDetail>): void {
  state.containers.set(id, { ...containerOf(state, id), ...change });
}

export function tellEvent(
  state: FakeEngineState,
  id: string,
  action: string,
  attributes: Readonly<Record<string, string>> = {},
): void {
  const container = containerOf(state, id);
  const event = {
    at: state.clock.now(),
    action,
    containerId: id,
    service: serviceOf(container),
    attributes: { ...container.labels, name: container.name, ...attributes },
  };
  state.events.push(event);
  for (const { tell } of state.eventListeners) tell(event);
}

export function tellLog(state: FakeEngineState, id: string, line: LogLine): void {
  state.logs.set(id, [...(state.logs.get(id) ?? []), line]);
  for (const { tell } of state.logListeners.get(id) ?? []) tell(line);
}

/** Until the signal aborts or the engine is cut. */
export function listen<T>(
  listeners: Set<Listener<T>>,
  tell: (news: T) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      listeners.delete(listener);
      resolve();
    };
    const listener = { tell, end };
    listeners.add(listener);
    signal.addEventListener("abort", end, { once: true });
  });
}
