import { portsInTable } from "../../../world/network/socket-table.ts";
import { costByAddress, no } from "./probe.ts";
import type { Probe, ProofAnswer, ProofTarget } from "./probe.ts";

const settleMs = 60;
const connectTimeoutMs = 2_000;

/**
 * Any of the ports: that one is published or declared is no promise, and the order of writing says nothing.
 * `description` where there is more to say than which ports.
 */
export function portProbe(ports: readonly number[], description = describePorts(ports)): Probe {
  return {
    description,
    isHealthCheck: false,
    cost: costByAddress,
    ask: async (target) => anyPortAnswers(ports, target),
  };
}

/** The same of ports that are only hints where to look: that none is open is told with them. */
export function hintedPortProbe(ports: readonly number[]): Probe {
  const probe = portProbe(ports);
  return {
    ...probe,
    ask: async (target) => {
      const answer = await probe.ask(target);
      return answer.kind === "no" ? { ...answer, closedHints: ports } : answer;
    },
  };
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
  if (open !== undefined) return answeredAt(open);
  const answers = [...new Set((await Promise.all(tried)).map(({ answer }) => answer))];
  return no(`connection ${answers.join(" or ")}`);
}

function answeredAt(port: number): ProofAnswer {
  return { kind: "yes", by: describePorts([port]), port };
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
  if (answer.kind === "failed") return no(answer.error.message);
  if (answer.value.kind !== "exited") return no("no answer within 5 s");
  // 126 and 127: the image has no `cat`; 1 with output: no IPv6
  if (answer.value.exitCode >= 126)
    return { kind: "cannot-ask", why: "its address cannot be reached from here" };
  const listening = portsInTable(answer.value.stdout);
  const open = ports.find((port) => listening.has(port));
  return open === undefined ? no("nothing listens") : answeredAt(open);
}
