import { seenGpus } from "../../core/proof/container-facts.ts";
import type { Gpu } from "../../core/preflight/gpu/gpu-report.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { answerByMs } from "./patience.ts";
import type { Patience } from "./patience.ts";

export interface GivenCard {
  readonly uuid: string;
  /** On the host; undefined where it has not named its cards. */
  readonly index: number | undefined;
}

/** The cards of a service: what its running containers see, and else what they were given when they were made. */
export async function gpusOf(
  world: World,
  details: readonly ContainerDetail[],
  { cards, patience }: { readonly cards: readonly Gpu[]; readonly patience: Patience },
): Promise<readonly GivenCard[]> {
  const using = details.filter(({ gpus, state }) => gpus.length > 0 && state === "running");
  const uuids = await Promise.all(
    using.map(async (detail) => {
      const seen = await patience(answerByMs.services, async (signal) => seenGpus({ world, detail, signal }));
      return seen === undefined || seen === "timed-out" ? givenUuids(detail, cards) : seen;
    }),
  );
  return [...new Set(uuids.flat())].map((uuid) => ({
    uuid,
    index: cards.find((card) => card.uuid === uuid)?.index,
  }));
}

/** A number of cards alone leaves the choice to the engine, which tells nobody. */
function givenUuids({ gpus }: ContainerDetail, cards: readonly Gpu[]): readonly string[] {
  return gpus
    .flatMap(({ ids }) => ids)
    .flatMap((id) => {
      if (id === "all") return cards.map(({ uuid }) => uuid);
      if (/^(?:GPU|MIG)-/u.test(id)) return [id];
      return cards.filter(({ index }) => String(index) === id).map(({ uuid }) => uuid);
    });
}
