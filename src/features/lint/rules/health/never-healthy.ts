import { imageOf, mergedServices } from "../../read/merged-services.ts";
import { placeOf } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";
import type { Service } from "../../../../core/environment/model.ts";

export const neverHealthy: Rule = {
  id: "dependency.never-healthy",
  meaning: "a service waits for another to be healthy that has no health check",
  fix: "a health check, or condition: service_started",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) =>
      service.dependencies
        .filter(({ condition }) => condition === "service_healthy")
        .filter((dependency) => {
          const services = lay.merged.kind === "model" ? lay.merged.model.services : [];
          return cannotBeHealthy(services.find(({ name }) => name === dependency.service));
        })
        .map((dependency) => ({
          ...placeOf(subject, lay, service.name, ["depends_on", dependency.service]),
          service: service.name,
          message: `${service.name} waits for ${dependency.service} to be healthy, which has no health check`,
          fix: `give ${dependency.service} a health check, or wait for service_started`,
        })),
    ),
};

/** An image that is not known may have a check of its own. */
function cannotBeHealthy(service: Service | undefined): boolean {
  if (service === undefined || service.healthCheck?.kind === "test") return false;
  if (service.healthCheck?.kind === "disabled") return true;
  const facts = imageOf(service);
  return facts !== undefined && facts.healthCheck === undefined;
}
