import { checkedServices } from "../../checked-services.ts";
import { portsOf } from "../../read/merged-services.ts";
import type { Rule } from "../../rule.ts";
import { isOwnHost, targetsIn } from "../../read/targets-in.ts";

export const probePort: Rule = {
  id: "health.port-closed",
  meaning: "a health check asks a port on which nothing listens in that image",
  fix: "ask the port that the program listens on inside the container",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap(({ service, test, facts, place }) => {
      if (facts === undefined || facts.listensWhereDeclared === true) return [];
      const open = portsOf(service, facts).map(({ port }) => port);
      return targetsIn(test).flatMap(({ host, port }) =>
        port === undefined || open.includes(port) || !isOwnHost(host)
          ? []
          : {
              ...place,
              service: service.name,
              message: `the health check asks port ${String(port)}; ${service.image ?? ""} listens on ${open.join(", ") || "none"}`,
              fix: open[0] === undefined ? "remove the check" : `ask port ${String(open[0])}`,
            },
      );
    }),
};
