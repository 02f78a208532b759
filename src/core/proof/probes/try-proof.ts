import { listeningPorts } from "../container-address.ts";
import type { DeclaredProbe } from "./probe.ts";
import type { ProofAnswer, ProofTarget } from "./proof.ts";
import { isVacuousCheck } from "../vacuous-check.ts";
import type { Watched } from "../watched.ts";
import type { ContainerDetail } from "../../../world/engine/container.ts";

const settleMs = 60;
const connectTimeoutMs = 2_000;
const commandTimeoutMs = 30_000;

/** Asks once. */
export async function tryProof(step: ProofStep, target: ProofTarget): Promise<ProofAnswer> {
  switch (step.kind) {
    case "port":
      return anyPortAnswers(step.ports, target);
    case "health-check":
      return commandSucceeds(step.command, checkTimeoutMs(step), target);
    case "declared":
      switch (step.probe.kind) {
        case "tcp":
          return anyPortAnswers([step.probe.port], target);
        case "exec":
          return commandSucceeds(step.probe.command, commandTimeoutMs, target);
        case "http":
          return pageAnswers(step.probe, target);
      }
  }
}

/** The command that a step runs inside the container; undefined when it runs none. */
export function commandOf(
  step: ProofStep,
): { readonly command: readonly string[]; readonly timeoutMs: number } | undefined {
  if (step.kind === "health-check") return { command: step.command, timeoutMs: checkTimeoutMs(step) };
  if (step.kind !== "declared" || step.probe.kind !== "exec") return undefined;
  return { command: step.probe.command, timeoutMs: commandTimeoutMs };
}

/** 0 is Docker's way to say: as is usual. */
function checkTimeoutMs({ timeoutMs }: { readonly timeoutMs: number }): number {
  return timeoutMs || commandTimeoutMs;
}

/** How a person would say what is asked. */
export function describeProof(step: ProofStep): string {
  switch (step.kind) {
    case "port":
      return describePorts(step.ports);
    case "health-check":
      return "its health check";
    case "declared":
      return step.probe.kind === "http" ? `GET ${step.probe.path}` : "its readiness probe";
  }
}

/** `port 80`, `port 80 or 443`, `one of 11 ports from 8000 to 8010`. */
function describePorts(ports: readonly number[]): string {
  const [first = 0, second] = ports;
  if (second === undefined) return `port ${String(first)}`;
  if (ports.length === 2) return `port ${String(first)} or ${String(second)}`;
  return `one of ${String(ports.length)} ports from ${String(Math.min(...ports))} to ${String(Math.max(...ports))}`;
}

/**
 * Something behind one of the ports keeps a connection open: asked at the container's own address, or looked up inside
 * it. All are asked at once, so that one behind which packets vanish delays none.
 */
async function anyPortAnswers(ports: readonly number[], target: ProofTarget): Promise<ProofAnswer> {
  const { address } = target;
  if (address === undefined) return anyPortListensInside(ports, target);
  const tried = ports.map(async (port) => ({
    port,
    answer: await connect(address, port, settleMs, target),
  }));
  const open = await firstOpen(tried);
  if (open !== undefined) return { kind: "yes", by: describePorts([open]) };
  const answers = [...new Set((await Promise.all(tried)).map(({ answer }) => answer))];
  return no(`connection ${answers.join(" or ")}`);
}

/** Undefined once all have answered otherwise. */
async function firstOpen(
  tried: readonly Promise<{ readonly port: number; readonly answer: string }>[],
): Promise<number | undefined> {
  const never = new Promise<never>(() => undefined);
  const open = tried.map(async (each) => {
    const { port, answer } = await each;
    return answer === "open" ? port : never;
  });
  return Promise.race([...open, Promise.all(tried).then(() => undefined)]);
}

function connect(
  address: string,
  port: number,
  settleMs: number,
  { world, signal }: ProofTarget,
): Promise<string> {
  return world.network.connect({ address, port, timeoutMs: connectTimeoutMs, settleMs, signal });
}

/** The kernel's table of sockets inside the container, for where its address cannot be reached. */
async function anyPortListensInside(
  ports: readonly number[],
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const answer = await world.engine.exec({
    containerId: detail.id,
    command: ["cat", "/proc/net/tcp", "/proc/net/tcp6"],
    timeoutMs: 5_000,
    signal,
  });
  if (answer.kind === "failed") return no(answer.failure.message);
  if (answer.value.kind !== "exited") return no("no answer within 5 s");
  // 126 and 127: the image has no `cat`; 1 with output: no IPv6
  if (answer.value.exitCode >= 126)
    return { kind: "cannot-ask", why: "its address cannot be reached from here" };
  const listening = listeningPorts(answer.value.stdout);
  const open = ports.find((port) => listening.has(port));
  return open === undefined ? no("nothing listens") : { kind: "yes", by: describePorts([open]) };
}

async function commandSucceeds(
  command: readonly string[],
  timeoutMs: number,
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs, signal });
  if (answer.kind === "failed") return no(answer.failure.message);
  if (answer.value.kind === "timed-out") return no(`no answer within ${String(timeoutMs)} ms`);
  const { exitCode, stdout, stderr } = answer.value;
  return exitCode === 0 ? { kind: "yes" } : { kind: "no", output: `${stdout}${stderr}`.trim(), exitCode };
}

async function pageAnswers(
  probe: { readonly port: number; readonly path: string; readonly contains: string | undefined },
  target: ProofTarget,
): Promise<ProofAnswer> {
  const { world, address, signal } = target;
  if (address === undefined) return pageAnswersInside(probe, target);
  const host = address.includes(":") ? `[${address}]` : address;
  const url = `http://${host}:${String(probe.port)}${probe.path}`;
  const answer = await world.network.get({ url, timeoutMs: 5_000, signal });
  if (answer.kind === "failed") return no(`GET ${probe.path}: connection ${answer.reason}`);
  if (answer.status >= 400) return no(`GET ${probe.path}: HTTP ${String(answer.status)}`);
  const has = probe.contains === undefined || answer.body.includes(probe.contains);
  return has ? { kind: "yes" } : no(`GET ${probe.path} does not say "${probe.contains ?? ""}"`);
}

function no(output: string): ProofAnswer {
  return { kind: "no", output, exitCode: undefined };
}

const timeoutMs = 8_000;
/** With what most images have; its own 127 where this one has neither. A static busybox crashes at wget's own `-T`. */
const get = `if command -v curl >/dev/null; then exec curl -fsS -m 5 "$1"; fi
command -v wget >/dev/null || exit 127
if command -v timeout >/dev/null; then exec timeout 5 wget -q -O - "$1"; fi
exec wget -q -O - "$1"`;

/**
 * Asks for a page from within the container, where its address cannot be reached: a remote engine, or one in a network of
 * its own. Its published port is no way there: on this machine the same port may be somebody else's.
 */
export async function pageAnswersInside(
  {
    port,
    path,
    contains = "",
  }: { readonly port: number; readonly path: string; readonly contains?: string | undefined },
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const url = `http://127.0.0.1:${String(port)}${path}`;
  const command = ["/bin/sh", "-c", get, "sh", url];
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs, signal });
  const no = (output: string): ProofAnswer => ({
    kind: "no",
    output: `GET ${path}: ${output}`,
    exitCode: undefined,
  });
  if (answer.kind === "failed") return no(answer.failure.message);
  if (answer.value.kind === "timed-out") return no(`no answer within ${String(timeoutMs / 1_000)} s`);
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode >= 126)
    return {
      kind: "cannot-ask",
      why: "its address cannot be reached from here, and its image has neither curl nor wget",
    };
  if (exitCode !== 0) return no(stderr.trim() || `exit code ${String(exitCode)}`);
  return stdout.includes(contains) ? { kind: "yes" } : no(`does not say "${contains}"`);
}

/** A page that a health check asks for, inside its container. */
export interface CheckedPage {
  readonly port: number;
  readonly path: string;
}

/** The page in a health check's command, where it names one of its own machine: `curl -f http://localhost:80/health`. */
export function checkedPage(command: readonly string[]): CheckedPage | undefined {
  const found = ownPage.exec(command.join(" "));
  return found === null ? undefined : { port: Number(found[1] ?? 80), path: found[2] ?? "/" };
}

/** Without what a shell or a program still has to fill in. */
const ownPage =
  /http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[\w./?=&%~+-]*)?(?=["'\s)]|$)/u;

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
    const command = checkCommandOf(check.test);
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

function checkCommandOf(test: readonly string[]): readonly string[] {
  return test[0] === "CMD-SHELL" ? ["/bin/sh", "-c", test[1] ?? ""] : test.slice(1);
}
