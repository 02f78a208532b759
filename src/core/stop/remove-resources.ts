import type { EngineAnswer } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import type { Removal, Staying } from "./removal.ts";

export type RemoveStep =
  | {
      readonly kind: "removed";
      readonly what: "containers" | "networks" | "volumes" | "images";
      readonly names: readonly string[];
    }
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
  | { readonly kind: "left"; readonly thing: Staying };

/** Removes exactly what was planned, by id; data only by name, for volumes have no other. */
export async function removeResources(
  world: World,
  removal: Removal,
  tell: (step: RemoveStep) => void,
): Promise<void> {
  const { engine } = world;
  const remove = removeEach(tell);
  await remove("containers", removal.containers, ({ id }) => engine.removeContainer(id, false));
  await remove("networks", removal.networks, ({ id }) => engine.removeNetwork(id));
  await remove("volumes", removal.volumes, ({ name }) => engine.removeVolume(name));
  for (const thing of removal.stays) if (thing.why.kind !== "data") tell({ kind: "left", thing });
}

function removeEach(tell: (step: RemoveStep) => void) {
  return async <T extends { readonly name: string }>(
    what: "containers" | "networks" | "volumes",
    things: readonly T[],
    remove: (thing: T) => Promise<EngineAnswer<"removed">>,
  ): Promise<void> => {
    const answers = await Promise.all(things.map(remove));
    const gone: string[] = [];
    for (const [index, answer] of answers.entries()) {
      const name = things[index]?.name ?? "";
      if (answer.kind === "ok" || answer.failure.kind === "not-found") gone.push(name);
      else tell({ kind: "failed", name, message: answer.failure.message });
    }
    if (gone.length > 0) tell({ kind: "removed", what, names: gone });
  };
}
