import type { Model, Service } from "../../core/environment/model.ts";

/**
 * A layer that leaves these services without the networks of others: who shows a report needs no target, and a
 * network that is in use cannot go.
 */
export function serveLayer(services: readonly Service[], model: Model): string {
  const foreign = new Set(model.networks.filter(({ external }) => external).map(({ key }) => key));
  const own = (service: Service): readonly string[] => service.networks.filter((key) => !foreign.has(key));
  const lines = services.flatMap((service) => {
    const kept = own(service);
    return [
      `  ${service.name}:`,
      `    networks: !override [${(kept.length > 0 ? kept : ["default"]).join(", ")}]`,
    ];
  });
  return ["services:", ...lines, ""].join("\n");
}
