import type { Model } from "../../../core/environment/model.ts";

/** Services of the model that mount the volume of this name. */
export function usersOf(model: Model, volume: string): readonly string[] {
  const keys = new Set(model.volumes.filter(({ name }) => name === volume).map(({ key }) => key));
  return model.services
    .filter(({ mounts }) => mounts.some(({ kind, source }) => kind === "volume" && keys.has(source)))
    .map(({ name }) => name);
}
