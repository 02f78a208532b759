import { findImage } from "../../../core/images/find-image.ts";
import { hasShell } from "../../../core/images/known-images.ts";
import type { LoadedModel } from "../../../core/environment/load-model.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { StandInSource } from "./stand-in-source.ts";
import { commandLine } from "./command-line.ts";
import { hostNeeds } from "./host-needs.ts";
import { choosePerformance } from "./choose-performance.ts";
import { rehearseCheck } from "./rehearse-check.ts";
import { rehearseEnvironment } from "./rehearse-environment.ts";
import { rehearseMounts } from "./rehearse-mounts.ts";
import { rehearseResources } from "./rehearse-resources.ts";
import { rehearseUser } from "./rehearse-user.ts";
import type { RewrittenPart } from "./stand-in-source.ts";
import type { RehearsalOptions } from "./rehearsal.ts";

export function rehearseService(
  service: Service,
  { model, document }: LoadedModel,
  options: RehearsalOptions,
): RewrittenPart & { readonly known: boolean } {
  const written = document.services[service.name] ?? {};
  const facts = service.image === undefined ? undefined : findImage(service.image);
  const casting: StandInSource = { service, written, facts, model, document, options };
  const needs = hostNeeds(casting);
  const mounts = rehearseMounts(casting);
  const resources = rehearseResources(casting);
  const user = rehearseUser(casting);
  const environment = rehearseEnvironment(casting, choosePerformance(casting));
  const parts = [needs, mounts, resources, user, environment];
  return {
    known: facts !== undefined,
    written: {
      ...needs.written,
      image: facts !== undefined && !hasShell(facts) ? options.images.withoutShell : options.images.withShell,
      pull_policy: "never",
      ...commandLine(casting, mounts.targets),
      ...mounts.written,
      ...resources.written,
      ...user.written,
      ...environment.written,
      ...rehearseCheck(casting),
    },
    dropped: parts.flatMap((part) => part.dropped),
  };
}
