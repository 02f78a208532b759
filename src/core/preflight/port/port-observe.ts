import { composeLabels } from "../../../world/compose/labels.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { ListenAnswer, PortHolder } from "../../../world/network/network.ts";
import type { World } from "../../../world/world.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { listenAddresses, overlap } from "./port-address.ts";
import type { PortNeeds, WantedPort } from "./wanted-ports.ts";

/** One port of the host, on one address a service wants it on. */
export interface ObservedPort {
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly state: ListenAnswer;
  /** Asked for only where it is not free. */
  readonly holders: readonly PortHolder[];
  /** The next free one above, where this is taken. */
  readonly nextFree: number | undefined;
}

export interface PortObservation {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly containers: readonly Container[];
  readonly ports: readonly ObservedPort[];
  /** From here on an unprivileged process may listen. */
  readonly unprivilegedFrom: number;
  readonly userId: number;
}

export async function observePorts(
  world: World,
  observeEngine: EngineObserver,
  { ports: wanted, project }: Pick<PortNeeds, "ports" | "project">,
  signal: AbortSignal,
): Promise<PortObservation> {
  const [engine, running, unprivilegedFrom] = await Promise.all([
    observeEngine(world, signal),
    world.engine.containers({ project: undefined }),
    readUnprivileged(world),
  ]);
  const containers = running.kind === "ok" ? running.value : [];
  const ports = await probePorts(world, wanted, ownPorts(containers, project));
  return { engine, containers, ports, unprivilegedFrom, userId: world.machine.userId };
}

type Published = Container["ports"][number];

function ownPorts(containers: readonly Container[], project: string): readonly Published[] {
  return containers.flatMap(({ labels, ports }) => (labels[composeLabels.project] === project ? ports : []));
}

/** One after the other: two probes of one port at the same time would find each other. */
async function probePorts(
  world: World,
  wanted: readonly WantedPort[],
  own: readonly Published[],
): Promise<readonly ObservedPort[]> {
  const claimed = new Set(wanted.flatMap(portNumbers));
  const observed: ObservedPort[] = [];
  for (const { address, protocol, ...range } of wanted) {
    for (const port of portNumbers(range)) {
      const known = observed.some(
        (one) => one.port === port && one.address === address && one.protocol === protocol,
      );
      if (known) continue;
      // what this project's own containers hold is in order, and looking up who holds it costs
      if (
        own.some(
          (one) => one.hostPort === port && one.protocol === protocol && overlap(one.hostAddress, address),
        )
      ) {
        observed.push({ address, port, protocol, state: "in-use", holders: [], nextFree: undefined });
        continue;
      }
      const seen = await probe(world, { address, port, protocol });
      const nextFree = seen.state === "in-use" ? await findFree(world, seen, claimed) : undefined;
      if (nextFree !== undefined) claimed.add(nextFree);
      observed.push({ ...seen, nextFree });
    }
  }
  return observed;
}

export function portNumbers({ from, to }: Pick<WantedPort, "from" | "to">): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

type Endpoint = Pick<ObservedPort, "address" | "port" | "protocol">;
type Probed = Endpoint & Pick<ObservedPort, "state" | "holders">;

async function probe(world: World, endpoint: Endpoint): Promise<Probed> {
  const { address, port, protocol } = endpoint;
  if (protocol === "udp") return probeTable(world, endpoint, "free");
  const answers: ListenAnswer[] = [];
  for (const listenAddress of listenAddresses(address)) {
    answers.push(await world.network.tryListen(listenAddress, port));
  }
  const state = worstAnswer(answers);
  return state === "free" || state === "no-such-address"
    ? { ...endpoint, state, holders: [] }
    : probeTable(world, endpoint, state);
}

/** Where listening cannot be tried (UDP, a port below 1024 without being root), the table of sockets tells. */
async function probeTable(world: World, endpoint: Endpoint, state: ListenAnswer): Promise<Probed> {
  const holders = await world.network.portHolders(endpoint.port, endpoint.protocol);
  return { ...endpoint, state: holders.length > 0 ? "in-use" : state, holders };
}

/** Without IPv6 on this machine, "every address" is every IPv4 one: the missing family decides nothing. */
function worstAnswer(answers: readonly ListenAnswer[]): ListenAnswer {
  if (answers.includes("in-use")) return "in-use";
  if (answers.includes("not-permitted")) return "not-permitted";
  return answers.includes("free") ? "free" : "no-such-address";
}

async function findFree(
  world: World,
  { address, port, protocol }: Endpoint,
  claimed: ReadonlySet<number>,
): Promise<number | undefined> {
  const first = Math.max(port + 1, 1024);
  for (let candidate = first; candidate < Math.min(first + 100, 65_536); candidate++) {
    if (claimed.has(candidate)) continue;
    if ((await probe(world, { address, port: candidate, protocol })).state === "free") return candidate;
  }
  return undefined;
}

async function readUnprivileged({ files }: World): Promise<number> {
  const content = await files.read("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  const start = content.kind === "text" ? Number(content.text) : 1024;
  return Number.isInteger(start) ? start : 1024;
}
