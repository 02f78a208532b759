import { hintOfImageMs, hintQuietMs } from "../../../core/proof/port-hint.ts";
import type { WatchedService } from "../../../core/proof/watched-facts.ts";

/** What can be asked of a container whose files cannot be read: its own health check, its own ports. */
export function watchedWithoutFiles(service: string): WatchedService {
  return {
    service,
    endsByItself: false,
    serves: false,
    probe: undefined,
    tcpPorts: [],
    portHint: { quietForMs: hintQuietMs, atMostMs: hintOfImageMs },
    readyWithinMs: 0,
    stableForMs: undefined,
    quietForMs: 0,
    memoryLimitBytes: undefined,
    modelServer: false,
    expectedMs: undefined,
  };
}
