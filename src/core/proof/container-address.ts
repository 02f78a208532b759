import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";

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
