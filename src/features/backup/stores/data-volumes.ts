import type { Model } from "../../../core/environment/model.ts";
import { dataMounts } from "../../../core/images/is-store.ts";
import type { Store } from "../../../core/images/is-store.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";

/** Those of a project's volumes in which a store keeps its data; what it mounts beside that is not among them. */
export function dataVolumesOf(
  { kind, service }: Pick<Store, "kind" | "service">,
  { own, containers }: OwnProject,
  model: Model,
): readonly string[] {
  const declared = model.services.find(({ name }) => name === service);
  const keys = new Set(dataMounts(kind, declared?.mounts ?? []).map(({ source }) => source));
  const named = model.volumes.filter(({ key }) => keys.has(key)).map(({ name }) => name);
  const isData = (volume: string): boolean =>
    named.length > 0
      ? named.includes(volume)
      : containers.some((each) => serviceOf(each) === service && each.volumes.includes(volume));
  return own.volumes.map(({ name }) => name).filter(isData);
}
