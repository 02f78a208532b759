import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";

const listening = "0A";

/** Ports in state LISTEN in the text of `/proc/net/tcp` and `/proc/net/tcp6`. */
export function listeningPorts(table: string): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const line of table.split("\n")) {
    const [, local, , state] = line.trim().split(/\s+/u);
    const port = /:([0-9A-F]{4})$/u.exec(local ?? "")?.[1];
    if (state === listening && port !== undefined) ports.add(Number.parseInt(port, 16));
  }
  return ports;
}

/**
 * An address of the container that this machine reaches. Only where its network's bridge is an interface of this
 * machine: with a remote engine, or one in a network namespace of its own, the same address can be somebody else's.
 */
export function reachableAddress(world: World, detail: ContainerDetail): string | undefined {
  const reachable = detail.networks.find(
    ({ id, address }) => address !== "" && world.network.hasInterface(`br-${id.slice(0, 12)}`),
  );
  return reachable?.address;
}
