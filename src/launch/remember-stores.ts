import { storeSecrets } from "../plan/store-secrets.ts";
import type { KeptSecret } from "../plan/store-secrets.ts";
import type { Prepared } from "../plan/prepare.ts";
import { rememberStores } from "../secrets/drift.ts";
import type { World } from "../world/world.ts";
import type { ServiceResult } from "./event.ts";

/**
 * Keeps what each store's volume was initialised with, once that is sure: this run made the volume, or a service that
 * logs in with the secret has been seen to work. `before`: the volumes that were there when it began.
 */
export async function rememberInitialised(
  world: World,
  prepared: Prepared,
  seen: { readonly before: readonly KeptSecret[]; readonly services: readonly ServiceResult[] },
): Promise<void> {
  const { name, workingDirectory } = prepared.environment;
  const stores = await storeSecrets(world, prepared);
  const sure = stores.filter(
    (store) => isReady(seen.services, store.service) && isSure(store, prepared, seen),
  );
  await rememberStores(
    world,
    { environment: name, directory: workingDirectory },
    sure.flatMap((store) => (store.value === undefined ? [] : [{ ...store, value: store.value }])),
    "keep",
  );
}

function isSure(
  store: KeptSecret,
  { specs }: Prepared,
  {
    before,
    services,
  }: { readonly before: readonly KeptSecret[]; readonly services: readonly ServiceResult[] },
): boolean {
  const isNew = before.every(
    ({ volume, volumeCreatedAt }) => volume !== store.volume || volumeCreatedAt !== store.volumeCreatedAt,
  );
  const clients = (specs[store.secret]?.services ?? []).filter((client) => client !== store.service);
  return isNew || clients.some((client) => isReady(services, client));
}

function isReady(services: readonly ServiceResult[], name: string): boolean {
  return services.some((service) => service.name === name && service.state === "ready");
}
