import type { Service } from "../environment/model.ts";

/** Compose names what it builds after project and service, unless the model names it. */
export function imageNameOf(service: Service, project: string): string {
  return service.image ?? `${project}-${service.name}`;
}
