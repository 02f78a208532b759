import type { ServiceResult } from "../events/event.ts";
import type { KeptSecret } from "../plan/find-stores.ts";
import { storeSecrets } from "../plan/find-stores.ts";
import type { Prepared } from "../plan/prepare.ts";
import { rememberStores } from "../secrets/check/drift.ts";
import { postgresStore } from "../secrets/clients/postgres-store.ts";
import { locateStore } from "../stop/stop-services.ts";
import type { World } from "../../world/world.ts";

interface Seen {
  /** The volumes that were there when the run began. */
  readonly before: readonly KeptSecret[];
  readonly services: readonly ServiceResult[];
  readonly signal: AbortSignal;
  /** What was recorded before does not count: somebody says that the volume has what the files have. */
  readonly isAnsweredFor: boolean;
}

/**
 * Keeps what each store's volume was initialised with, once that is sure: this run made the volume, or the store lets
 * the secret in. Those that refuse it come back: somebody made their volume with another one.
 */
export async function rememberInitialised(
  world: World,
  prepared: Prepared,
  seen: Seen,
): Promise<readonly KeptSecret[]> {
  const { name, workingDirectory } = prepared.environment;
  const stores = (await storeSecrets(world, prepared)).filter(({ service }) =>
    isReady(seen.services, service),
  );
  const asked = stores.map(async (store) => ({ store, answer: await judge(world, prepared, store, seen) }));
  const judged = await Promise.all(asked);
  const sure = judged.flatMap(({ store, answer }) => (answer === "sure" ? [store] : []));
  await rememberStores(
    world,
    { environment: name, directory: workingDirectory },
    sure.flatMap((store) => (store.value === undefined ? [] : [{ ...store, value: store.value }])),
    seen.isAnsweredFor ? "replace" : "keep",
  );
  return judged.flatMap(({ store, answer }) => (answer === "refused" ? [store] : []));
}

async function judge(
  world: World,
  prepared: Prepared,
  store: KeptSecret,
  { before, signal, isAnsweredFor }: Seen,
): Promise<"sure" | "refused" | "unknown"> {
  if (store.kind === "postgres" && store.value !== undefined) {
    const answer = await askPostgres(world, prepared, { ...store, value: store.value }, signal);
    if (answer !== "unknown") return answer;
  }
  // nobody else can say it of a store that cannot be asked
  if (isAnsweredFor && store.kind === "other") return "sure";
  const wasThere = before.some(
    ({ volume, volumeCreatedAt }) => volume === store.volume && volumeCreatedAt === store.volumeCreatedAt,
  );
  return wasThere ? "unknown" : "sure";
}

async function askPostgres(
  world: World,
  { environment }: Prepared,
  { service, value }: { readonly service: string; readonly value: string },
  signal: AbortSignal,
): Promise<"sure" | "refused" | "unknown"> {
  const container = await locateStore(world, environment.project.name, service);
  if (container === undefined) return "unknown";
  const answer = await postgresStore(world, container).probe(value, signal);
  if (answer.kind === "accepted") return "sure";
  return answer.kind === "refused" ? "refused" : "unknown";
}

function isReady(services: readonly ServiceResult[], name: string): boolean {
  return services.some((service) => service.name === name && service.state === "ready");
}
