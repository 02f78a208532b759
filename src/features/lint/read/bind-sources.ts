import { interpolate } from "../../../core/secrets/env-file/interpolate.ts";
import type { Place } from "../defect.ts";
import { placeIn } from "./place-of.ts";
import type { LintLayer } from "./subject.ts";
import { isWritten, listAt, textAt, writtenServices } from "./written.ts";

export interface BindSource {
  readonly service: string;
  /** As written, with every variable at its default. */
  readonly source: string;
  readonly place: Place;
  /** The container writes there: a missing folder is made by the first start. */
  readonly writable: boolean;
}

/** Every path of the host that services mount, as the files have it. */
export function bindSources(layers: readonly LintLayer[]): readonly BindSource[] {
  return writtenServices(layers).flatMap(({ name: service, written, layer }) =>
    listAt(written, ["volumes"]).flatMap((volume, index) => {
      const source = interpolate(sourceOf(volume), new Map()) ?? "";
      if (!/^[./~]/u.test(source)) return [];
      const place = placeIn(layer, ["services", service, "volumes", String(index)]);
      return [{ service, source, place, writable: isWritable(volume) }];
    }),
  );
}

function sourceOf(volume: unknown): string {
  if (isWritten(volume)) return textAt(volume, ["source"]) ?? "";
  return typeof volume === "string" ? (/^((?:\$\{[^}]*\}+|[^:$])*)/u.exec(volume)?.[1] ?? "") : "";
}

function isWritable(volume: unknown): boolean {
  if (isWritten(volume)) return volume["read_only"] !== true;
  return typeof volume !== "string" || !/:(?:[^:]*,)?ro(?:,[^:]*)?$/u.test(volume);
}
