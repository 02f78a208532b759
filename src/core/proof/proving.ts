import type { ContainerDetail } from "../../world/engine/container.ts";
import { checkedPage } from "./probes/checked-page.ts";
import type { CheckedPage } from "./probes/checked-page.ts";
import type { DeclaredProbe } from "./probes/probe.ts";
import { isVacuousCheck } from "./vacuous-check.ts";
import type { Watched } from "./watched.ts";

export type ProofStep =
  | {
      readonly kind: "health-check";
      readonly command: readonly string[];
      readonly timeoutMs: number;
      readonly gate: Gate;
    }
  /** Any of them: that a port is published or declared is no promise, and the order of writing says nothing. */
  | { readonly kind: "port"; readonly ports: readonly number[] }
  | { readonly kind: "declared"; readonly probe: DeclaredProbe };

/** What cannot answer while the check cannot succeed; looking there first spares commands. Neither: nothing known. */
export interface Gate {
  readonly ports: readonly number[];
  readonly page: CheckedPage | undefined;
  /** It may be for the container alone: that it is closed from here says little. */
  readonly mayBePrivate: boolean;
}

/** How one container is proven: every step in turn, the cheap ones first. Empty: nothing says that it works. */
export function provingOf(detail: ContainerDetail, watched: Watched): readonly ProofStep[] {
  const declared: readonly ProofStep[] =
    watched.probe === undefined ? [] : [{ kind: "declared", probe: watched.probe }];
  const check = detail.healthCheck;
  if (check !== undefined && !isVacuousCheck(check.test)) {
    const command = commandOf(check.test);
    const gate = gateOf(command, watched.tcpPorts);
    return [{ kind: "health-check", command, timeoutMs: check.timeoutMs, gate }, ...declared];
  }
  if (declared.length > 0) return declared;
  const ports = watched.tcpPorts.length > 0 ? watched.tcpPorts : detail.exposedTcpPorts;
  return ports.length === 0 ? [] : [{ kind: "port", ports }];
}

/** The path of the page that is asked for over and over: a log that only tells of this does not advance. */
export function askedPath(steps: readonly ProofStep[]): string | undefined {
  for (const step of steps) {
    if (step.kind === "health-check" && step.gate.page !== undefined) return step.gate.page.path;
    if (step.kind === "declared" && step.probe.kind === "http") return step.probe.path;
  }
  return undefined;
}

/** The health check that is there but cannot fail, as it is written: it counts as none. */
export function vacuousCheckOf(detail: ContainerDetail): string | undefined {
  const test = detail.healthCheck?.test;
  return test !== undefined && isVacuousCheck(test) ? test.slice(1).join(" ") : undefined;
}

function gateOf(command: readonly string[], declaredPorts: readonly number[]): Gate {
  const page = checkedPage(command);
  if (page === undefined) return { ports: declaredPorts, page, mayBePrivate: false };
  return { ports: [page.port], page, mayBePrivate: !declaredPorts.includes(page.port) };
}

function commandOf(test: readonly string[]): readonly string[] {
  return test[0] === "CMD-SHELL" ? ["/bin/sh", "-c", test[1] ?? ""] : test.slice(1);
}
