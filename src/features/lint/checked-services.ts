import type { ImageFacts } from "../../core/images/image-facts.ts";
import type { Place } from "./rule.ts";
import { imageOf, mergedServices } from "./read/merge-variants.ts";
import type { MergedService } from "./read/merge-variants.ts";
import { placeOf } from "./read/place-of.ts";
import type { LintSubject } from "./read/lint-subject.ts";

/** A service with a health check of its own, and where that was written. */
export interface CheckedService extends MergedService {
  readonly test: readonly string[];
  readonly facts: ImageFacts | undefined;
  readonly place: Place;
}

export function checkedServices(subject: LintSubject): readonly CheckedService[] {
  return mergedServices(subject).flatMap(({ service, lay }) => {
    if (service.healthCheck?.kind !== "test") return [];
    const place = placeOf(lay, service.name, ["healthcheck", "test"]);
    return [{ service, lay, test: service.healthCheck.test, facts: imageOf(service), place }];
  });
}
