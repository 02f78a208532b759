import type { ContainerDetail } from "../world/container.ts";
import type { DeclaredProbe } from "./probe.ts";
import { isVacuousCheck } from "./vacuous-check.ts";
import type { Watched } from "./watched.ts";

/** How one container is proven: every step in turn, the cheap ones first. Empty: nothing says that it works. */
export interface Proving {
  readonly steps: readonly ProofStep[];
  /** The health check is there but cannot fail, so it counts as none. */
  readonly vacuousCheck: boolean;
}

export type ProofStep =
  /** `gate`: ports that are closed while the service cannot answer; looking there first spares commands. */
  | {
      readonly kind: "health-check";
      readonly command: readonly string[];
      readonly timeoutMs: number;
      readonly gate: readonly number[];
    }
  | { readonly kind: "port"; readonly port: number }
  | { readonly kind: "declared"; readonly probe: DeclaredProbe };

export function provingOf(detail: ContainerDetail, watched: Watched): Proving {
  const check = detail.healthCheck;
  const vacuousCheck = check !== undefined && isVacuousCheck(check.test);
  const declared: readonly ProofStep[] =
    watched.probe === undefined ? [] : [{ kind: "declared", probe: watched.probe }];
  const ports = watched.tcpPorts;
  if (check !== undefined && !vacuousCheck) {
    const command = commandOf(check.test);
    return {
      vacuousCheck,
      steps: [{ kind: "health-check", command, timeoutMs: check.timeoutMs, gate: ports }, ...declared],
    };
  }
  if (declared.length > 0) return { vacuousCheck, steps: declared };
  const port = ports[0] ?? detail.exposedTcpPorts[0];
  return { vacuousCheck, steps: port === undefined ? [] : [{ kind: "port", port }] };
}

function commandOf(test: readonly string[]): readonly string[] {
  return test[0] === "CMD-SHELL" ? ["/bin/sh", "-c", test[1] ?? ""] : test.slice(1);
}
