import { checkedServices } from "../../checked-services.ts";
import type { Rule } from "../../rule.ts";

export const startPeriod: Rule = {
  id: "health.start-period-missing",
  meaning: "a service that starts slowly is called unhealthy while it still starts",
  fix: "a start_period that its first start fits in",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap(({ service, facts, place }) => {
      const check = service.healthCheck;
      if (facts?.slowStart !== true || check?.kind !== "test" || (check.startPeriodMs ?? 0) > 0) return [];
      return {
        ...place,
        service: service.name,
        message: `${service.image ?? ""} takes minutes to start, and its health check has no start_period`,
        fix: "add a start_period that its first start, downloads included, fits in",
      };
    }),
};
