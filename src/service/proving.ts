import type { ContainerDetail } from "../world/container.ts";
import type { DeclaredProbe } from "./probe.ts";
import { isVacuousCheck } from "./vacuous-check.ts";
import type { Watched } from "./watched.ts";

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

/** How one container is proven: every step in turn, the cheap ones first. Empty: nothing says that it works. */
export function provingOf(detail: ContainerDetail, watched: Watched): readonly ProofStep[] {
  const declared: readonly ProofStep[] =
    watched.probe === undefined ? [] : [{ kind: "declared", probe: watched.probe }];
  const check = detail.healthCheck;
  if (check !== undefined && !isVacuousCheck(check.test)) {
    const command = commandOf(check.test);
    return [
      { kind: "health-check", command, timeoutMs: check.timeoutMs, gate: watched.tcpPorts },
      ...declared,
    ];
  }
  if (declared.length > 0) return declared;
  const port = watched.tcpPorts[0] ?? detail.exposedTcpPorts[0];
  return port === undefined ? [] : [{ kind: "port", port }];
}

/** The health check that is there but cannot fail, as it is written: it counts as none. */
export function vacuousCheckOf(detail: ContainerDetail): string | undefined {
  const test = detail.healthCheck?.test;
  return test !== undefined && isVacuousCheck(test) ? test.slice(1).join(" ") : undefined;
}

function commandOf(test: readonly string[]): readonly string[] {
  return test[0] === "CMD-SHELL" ? ["/bin/sh", "-c", test[1] ?? ""] : test.slice(1);
}
