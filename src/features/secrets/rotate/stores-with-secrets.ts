import { findStores } from "../../../core/plan/find-stores.ts";
import type { RotationContext, StoreTarget } from "./rotation.ts";
import type { EngineAnswer } from "../../../world/engine/engine.ts";
import { locateStore } from "../../../core/stop/stop-services.ts";

/** The stores of an environment as the engine has them now, by the secret that each keeps. */
export async function storesWithSecrets({
  world,
  prepared,
  project,
}: RotationContext): Promise<EngineAnswer<ReadonlyMap<string, StoreTarget>>> {
  const volumes = await world.engine.volumes(undefined);
  if (volumes.kind === "failed") return volumes;
  const stores = findStores({ ...prepared, services: prepared.loaded.model.services });
  return {
    kind: "ok",
    value: new Map(
      stores.map(({ secret, kind, scripts, service, volume }) => {
        const found = volumes.value.find(({ name }) => name === volume);
        const target = {
          kind,
          scripts,
          service,
          locate: async () => locateStore(world, project.name, service),
          volume: found === undefined ? undefined : { volume: found.name, volumeCreatedAt: found.createdAt },
        };
        return [secret, target];
      }),
    ),
  };
}
