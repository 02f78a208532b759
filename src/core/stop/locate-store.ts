import type { StoreContainer } from "../secrets/clients/exec-in-store.ts";
import type { World } from "../../world/world.ts";
import { serviceOf } from "./stop-services.ts";

/**
 * A store where it runs now; undefined where it does not. It is asked from inside its own container, so any of its
 * addresses will do, whatever this machine reaches.
 */
export async function locateStore(
  world: Pick<World, "engine">,
  project: string,
  service: string,
): Promise<StoreContainer | undefined> {
  const listed = await world.engine.containers({ project });
  const running = listed.kind === "failed" ? [] : listed.value.filter((each) => each.state === "running");
  const container = running.find((each) => serviceOf(each) === service);
  if (container === undefined) return undefined;
  const detail = await world.engine.inspect(container.id);
  const networks = detail.kind === "failed" ? [] : detail.value.networks;
  const address = networks.find((network) => network.address !== "")?.address;
  return address === undefined ? undefined : { containerId: container.id, address };
}
