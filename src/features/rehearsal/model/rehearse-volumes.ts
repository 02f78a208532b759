import type { ConfigDocument } from "../../../core/environment/config-schema.ts";
import type { Dropped } from "./rehearsal.ts";
import type { Part } from "./part.ts";

/** Volumes of the same keys, plain and empty. A driver or its options would lead to the real data. */
export function rehearseVolumes(document: ConfigDocument, project: string): Part {
  const entries = Object.entries(document.volumes);
  return {
    written: Object.fromEntries(entries.map(([key]) => [key, { name: `${project}_${key}` }])),
    dropped: entries.flatMap(([key, volume]) => droppedFrom(key, volume)),
  };
}

function droppedFrom(key: string, volume: ConfigDocument["volumes"][string]): readonly Dropped[] {
  const why = "it leads to data that is not the rehearsal's: an empty volume takes its place";
  if (volume.external === true) return [{ service: undefined, what: `volume ${key} (external)`, why }];
  const special = (volume.driver ?? "local") !== "local" || Object.keys(volume.driver_opts ?? {}).length > 0;
  return special ? [{ service: undefined, what: `driver of volume ${key}`, why }] : [];
}
