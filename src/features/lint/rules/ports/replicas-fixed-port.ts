import type { Service } from "../../../../core/environment/model.ts";
import { mergedServices } from "../../read/merged-services.ts";
import { portPlace } from "../../read/port-place.ts";
import type { Rule } from "../../rule.ts";

export const replicasFixedPort: Rule = {
  id: "replicas.fixed-host-port",
  meaning: "several replicas are to publish one port of the host, which only one can have",
  fix: "ports: !reset [] and a proxy in front, or a range of host ports",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) =>
      crowded(service).map((container) => ({
        ...portPlace(subject, lay, service.name, container),
        service: service.name,
        message: `${String(service.replicas)} replicas share the host port of ${String(container)}`,
        fix: `ports: !reset [] where it has ${String(service.replicas)} replicas, and a proxy in front`,
      })),
    ),
};

/** Container ports that have fewer ports of the host than there are replicas. */
function crowded({ ports, replicas }: Service): readonly number[] {
  const fixed = ports.filter(({ host }) => host !== undefined);
  const containers = [...new Set(fixed.map(({ container }) => container))];
  return containers.filter(
    (container) => fixed.filter((port) => port.container === container).length < replicas,
  );
}
