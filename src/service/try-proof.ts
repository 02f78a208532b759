import { listeningPorts } from "./listening-ports.ts";
import type { ProofAnswer, ProofTarget } from "./proof.ts";
import { pageAnswersInside } from "./page-inside.ts";
import type { ProofStep } from "./proving.ts";

const settleMs = 60;
const connectTimeoutMs = 2_000;
const commandTimeoutMs = 30_000;

/** Asks once. */
export async function tryProof(step: ProofStep, target: ProofTarget): Promise<ProofAnswer> {
  switch (step.kind) {
    case "port":
      return portAnswers(step.port, target);
    case "health-check":
      return commandSucceeds(step.command, checkTimeoutMs(step), target);
    case "declared":
      switch (step.probe.kind) {
        case "tcp":
          return portAnswers(step.probe.port, target);
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
      return `port ${String(step.port)}`;
    case "health-check":
      return "its health check";
    case "declared":
      return step.probe.kind === "http" ? `GET ${step.probe.path}` : "its readiness probe";
  }
}

/** Something behind the port keeps a connection open: asked at the container's own address, or looked up inside it. */
async function portAnswers(port: number, target: ProofTarget): Promise<ProofAnswer> {
  if (target.address === undefined) return portListensInside(port, target);
  const answer = await connect(target.address, port, settleMs, target);
  return answer === "open" ? { kind: "yes" } : no(`connection ${answer}`);
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
async function portListensInside(port: number, { world, detail, signal }: ProofTarget): Promise<ProofAnswer> {
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
  return listeningPorts(answer.value.stdout).has(port) ? { kind: "yes" } : no("nothing listens");
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
