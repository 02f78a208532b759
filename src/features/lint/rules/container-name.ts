import { fixedNames, replicasIn } from "../fixed-names.ts";
import type { Rule } from "../rule.ts";

export const containerName: Rule = {
  id: "compose.container-name",
  meaning: "a fixed container name: no second environment beside it, no replicas",
  fix: "remove container_name; the service's name is its host name",
  reads: "files",
  about: "environment",
  check: (subject) =>
    fixedNames(subject.layers)
      .filter(({ service }) => replicasIn(subject.lays, service) <= 1)
      .map(({ place, service, name }) => ({
        ...place,
        service,
        message: `container_name "${name}" is one for the whole engine`,
        fix: "remove container_name; others reach it by its service name",
      })),
};
