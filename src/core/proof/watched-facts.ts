import type { PortHint } from "./port-hint.ts";
import type { DeclaredProbe } from "./probes/declared-probe.ts";

/** What the watcher of a container needs to know of its service; durations in milliseconds. */
export interface WatchedService {
  readonly service: string;
  /** It is done when it has ended: a one-shot that others wait for, or a test run. */
  readonly endsByItself: boolean;
  /** It was declared to answer: by a probe, or by a port that is published. One that is only exposed says little. */
  readonly serves: boolean;
  /** A test run: that it answers on the way says nothing, its end alone counts. */
  readonly onlyEndCounts?: boolean;
  readonly probe: DeclaredProbe | undefined;
  /** Container ports the model declares, published first. */
  readonly tcpPorts: readonly number[];
  /** How long those are waited for that promise nothing; undefined: they are published, and a promise. */
  readonly portHint?: PortHint | undefined;
  readonly readyWithinMs: number;
  /** Undefined: 0.5 s with a probe, 5 s without. */
  readonly stableForMs: number | undefined;
  readonly quietForMs: number;
  readonly memoryLimitBytes: number | undefined;
  readonly modelServer: boolean;
  /** The cards it must see, by UUID; absent or empty: not asked. */
  readonly gpuUuids?: readonly string[];
  /** How long it took the last time on this host. */
  readonly expectedMs: number | undefined;
}
