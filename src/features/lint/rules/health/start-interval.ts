import { mergedServices } from "../../read/merged-services.ts";
import { placeOf } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";

export const startInterval: Rule = {
  id: "health.start-interval-alone",
  meaning: "start_interval without start_period does nothing",
  fix: "add a start_period",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) => {
      const check = service.healthCheck;
      if (check?.kind !== "test" || check.startIntervalMs === undefined) return [];
      if ((check.startPeriodMs ?? 0) > 0) return [];
      return {
        ...placeOf(subject, lay, service.name, ["healthcheck", "start_interval"]),
        service: service.name,
        message: "start_interval holds within start_period only, and there is none",
        fix: "add a start_period to this health check",
      };
    }),
};
