import type { Model } from "../../environment/model.ts";
import { dataMounts } from "../../service/is-store.ts";
import type { OwnProject } from "../own-project.ts";
import { serviceOf } from "../stop-services.ts";
import type { Store } from "./store.ts";

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
