import { readStoredSecrets } from "../secrets/store/stored-secrets.ts";
import type { World } from "../../world/world.ts";
import type { Prepared } from "./prepare.ts";
import { secretStores } from "./secret-stores.ts";
import type { SecretStore } from "./secret-stores.ts";

/** A secret that a volume keeps from the moment it is initialised. */
export interface KeptSecret extends SecretStore {
  readonly volume: string;
  readonly volumeCreatedAt: string;
  /** What it is now; undefined when it is nowhere, so that the volume alone knows it. */
  readonly value: string | undefined;
}

/** Only of volumes that the engine has: without one, or without an engine, there is nothing that could disagree. */
export async function storeSecrets(
  world: Pick<World, "files" | "engine">,
  prepared: Prepared,
): Promise<readonly KeptSecret[]> {
  const { environment, specs } = prepared;
  const stores = secretStores(prepared).filter(({ volume }) => volume !== undefined);
  if (stores.length === 0) return [];
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const [stored, volumes] = await Promise.all([
    readStoredSecrets(world, place, specs),
    world.engine.volumes(undefined),
  ]);
  if (volumes.kind === "failed") return [];
  return stores.flatMap((store) => {
    const volume = volumes.value.find(({ name }) => name === store.volume);
    if (volume === undefined) return [];
    const { name, createdAt } = volume;
    const value = stored.values.get(store.secret)?.value;
    return [{ ...store, volume: name, volumeCreatedAt: createdAt, value }];
  });
}
