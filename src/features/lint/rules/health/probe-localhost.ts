import { checkedServices } from "../../checked-services.ts";
import type { Rule } from "../../rule.ts";
import { targetsIn } from "../../read/targets-in.ts";

export const probeLocalhost: Rule = {
  id: "health.localhost",
  meaning: "a health check asks localhost, which is ::1 first, where many programs do not listen",
  fix: "ask 127.0.0.1",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ test }) => targetsIn(test).some(({ host }) => host === "localhost"))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message: "the health check asks localhost, which may mean ::1, where the program does not listen",
        fix: "ask 127.0.0.1",
      })),
};
