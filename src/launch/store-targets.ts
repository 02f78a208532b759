import { existingContainers } from "../plan/existing-containers.ts";
import { secretStores } from "../plan/secret-stores.ts";
import type { SecretStore } from "../plan/secret-stores.ts";
import type { StoreTarget } from "../secrets/rotation.ts";
import type { ContainerDetail } from "../world/container.ts";
import type { EngineAnswer, Volume } from "../world/engine.ts";
import type { RotationContext } from "./rotation-context.ts";

/** The stores of an environment as the engine has them now, by the secret that each keeps. */
export async function storeTargets({
  world,
  prepared,
  project,
}: RotationContext): Promise<EngineAnswer<ReadonlyMap<string, StoreTarget>>> {
  const [existing, volumes] = await Promise.all([
    existingContainers(world, project.name),
    world.engine.volumes(undefined),
  ]);
  if (existing.kind === "failed") return existing;
  if (volumes.kind === "failed") return volumes;
  const stores = secretStores({ ...prepared, services: prepared.loaded.model.services });
  return {
    kind: "ok",
    value: new Map(
      stores.map((store) => [
        store.secret,
        targetOf(store, existing.value.get(store.service) ?? [], volumes.value),
      ]),
    ),
  };
}

function targetOf(
  store: SecretStore,
  containers: readonly ContainerDetail[],
  volumes: readonly Volume[],
): StoreTarget {
  const running = containers.find(({ state }) => state === "running");
  // asked from inside its own container, so any of its addresses will do, whatever this machine reaches
  const address = running?.networks.find((network) => network.address !== "")?.address;
  const volume = volumes.find(({ name }) => name === store.volume);
  return {
    kind: store.kind,
    service: store.service,
    container:
      running === undefined || address === undefined ? undefined : { containerId: running.id, address },
    volume: volume === undefined ? undefined : { volume: volume.name, volumeCreatedAt: volume.createdAt },
  };
}
