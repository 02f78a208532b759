import { findImage } from "../../../core/images/find-image.ts";
import type { ImageFacts } from "../../../core/images/image-facts.ts";
import { listeningPorts } from "../../../core/images/listening-ports.ts";
import type { ListeningPort } from "../../../core/images/listening-ports.ts";
import type { Invocation } from "../../../core/images/setting-of.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { Lay, LintSubject } from "./subject.ts";

export interface MergedService {
  readonly service: Service;
  readonly lay: Lay;
}

/** Every service of every model that could be merged. */
export function mergedServices({ lays }: LintSubject): readonly MergedService[] {
  return lays.flatMap((lay) =>
    lay.merged.kind === "model" ? lay.merged.model.services.map((service) => ({ service, lay })) : [],
  );
}

/** What the table of images knows of a service's; a built image is its own. */
export function imageOf({ image, build }: Service): ImageFacts | undefined {
  return image === undefined || build ? undefined : findImage(image);
}

export function invocationOf(service: Service): Invocation {
  return {
    argv: [...(service.entrypoint ?? []), ...(service.command ?? [])],
    environment: service.environment,
  };
}

export function portsOf(service: Service, facts: ImageFacts): readonly ListeningPort[] {
  const declared = [...service.ports.map(({ container }) => container), ...service.expose];
  return listeningPorts(facts, invocationOf(service), declared);
}
