import { prefetchNeeds } from "./prefetch-needs.ts";
import type { WantedPrefetch } from "./prefetch-needs.ts";
import type { Prepared } from "../../../core/plan/prepare.ts";
import type { PreflightNeeds } from "../../../core/preflight/checks.ts";
import { askHub } from "../../../core/preflight/storage/hub-model.ts";
import type { HubAnswer } from "../../../core/preflight/storage/hub-model.ts";
import type { World } from "../../../world/world.ts";

export interface AskedModel {
  readonly wanted: WantedPrefetch;
  readonly answer: HubAnswer;
}

/** What the hub says of every model that is to be fetched. */
export async function askForSizes(world: World, prepared: Prepared): Promise<readonly AskedModel[]> {
  const wanted = prefetchNeeds(prepared.services, prepared.loaded.model.volumes);
  const { interrupted } = world.terminal;
  return Promise.all(
    wanted.map(async (each) => ({ wanted: each, answer: await askHub(world, each, interrupted) })),
  );
}

/** What a start asks of the machine, with what the hub knows of the models in the place of guesses. */
export async function withSizes(
  world: World,
  needs: PreflightNeeds,
  asked: readonly AskedModel[],
): Promise<PreflightNeeds> {
  const models = needs.models.map((model) => {
    const found = asked.find(({ wanted }) => wanted.model === model.name && wanted.service === model.service);
    if (found?.answer.kind !== "ok") return model;
    const { sizeBytes, gated } = found.answer.value;
    return { ...model, sizeBytes, gated: model.gated || gated };
  });
  return { ...needs, models, modelBytes: await stillToCome(world, asked) };
}

/** What lies in a volume already has come: other models of it too, which is not much beside one that is missing. */
async function stillToCome(world: World, asked: readonly AskedModel[]): Promise<number> {
  const wanted = new Map<string, number>();
  for (const {
    wanted: { volume },
    answer,
  } of asked) {
    if (volume === undefined || answer.kind === "failed") continue;
    wanted.set(volume, (wanted.get(volume) ?? 0) + answer.value.sizeBytes);
  }
  if (wanted.size === 0) return 0;
  const present = await volumeSizes(world, [...wanted.keys()]);
  return [...wanted].reduce((sum, [name, bytes]) => sum + Math.max(0, bytes - (present.get(name) ?? 0)), 0);
}

/** Measuring takes the engine a while, so only where there is something to measure. */
async function volumeSizes(
  { engine, terminal }: World,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const listed = await engine.volumes(undefined);
  const isThere = listed.kind === "ok" && listed.value.some(({ name }) => names.includes(name));
  const usage = isThere ? await engine.diskUsage(["volumes"], terminal.interrupted) : undefined;
  return new Map(
    usage?.kind === "ok" ? usage.value.volumes.map(({ name, sizeBytes }) => [name, sizeBytes ?? 0]) : [],
  );
}
