import { fixedNames, replicasIn } from "../fixed-names.ts";
import type { Rule } from "../rule.ts";

export const replicasContainerName: Rule = {
  id: "replicas.container-name",
  meaning: "several replicas and a fixed container name, which Compose refuses",
  fix: "remove container_name",
  reads: "files",
  about: "environment",
  check: (subject) =>
    fixedNames(subject.layers)
      .filter(({ service }) => replicasIn(subject.lays, service) > 1)
      .map(({ place, service, name }) => ({
        ...place,
        service,
        message: `container_name "${name}" on a service with ${String(replicasIn(subject.lays, service))} replicas: Compose refuses it`,
        fix: "remove container_name",
      })),
};
