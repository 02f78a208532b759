import type { ContainerDetail } from "../../../world/engine/container.ts";
import { withoutHelpers } from "../port-hint.ts";
import { isVacuousCheck } from "../vacuous-check.ts";
import type { WatchedService } from "../watched-facts.ts";
import { commandProbe } from "./command-probe.ts";
import type { DeclaredProbe } from "./declared-probe.ts";
import { healthCheckProbe } from "./health-check-probe.ts";
import { pageProbe } from "./page-probe.ts";
import { hintedPortProbe, portProbe } from "./port-probe.ts";
import type { Probe } from "./probe.ts";

/** How one container is proven: every probe in turn. Empty: nothing says that it works. */
export function probesOf(detail: ContainerDetail, watched: WatchedService): readonly Probe[] {
  const declared = watched.probe === undefined ? [] : [declaredProbe(watched.probe)];
  const check = detail.healthCheck;
  if (check !== undefined && !isVacuousCheck(check.test)) {
    return [healthCheckProbe(check, watched.tcpPorts), ...declared];
  }
  if (declared.length > 0) return declared;
  const ports = watched.tcpPorts.length > 0 ? watched.tcpPorts : detail.exposedTcpPorts;
  if (ports.length === 0) return [];
  const isPromised =
    watched.portHint === undefined || detail.ports.some(({ protocol }) => protocol === "tcp");
  return [isPromised ? portProbe(ports) : hintedPortProbe(withoutHelpers(ports))];
}

function declaredProbe(probe: DeclaredProbe): Probe {
  const description = "its readiness probe";
  switch (probe.kind) {
    case "tcp":
      return portProbe([probe.port], description);
    case "exec":
      return commandProbe({ description, command: probe.command });
    case "http":
      return pageProbe(probe);
  }
}

/** The health check that is there but cannot fail, as it is written: it counts as none. */
export function vacuousCheckOf(detail: ContainerDetail): string | undefined {
  const test = detail.healthCheck?.test;
  return test !== undefined && isVacuousCheck(test) ? test.slice(1).join(" ") : undefined;
}
