import { isVacuousCheck } from "../../../../core/proof/vacuous-check.ts";
import { checkedServices } from "../../checked-services.ts";
import type { Rule } from "../../rule.ts";

export const alwaysTrue: Rule = {
  id: "health.always-true",
  meaning: "a health check that cannot fail proves nothing, and counts as none",
  fix: "ask the program something that only a working one answers",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ test }) => isVacuousCheck(test))
      .map(({ service, test, place }) => ({
        ...place,
        service: service.name,
        message: `this health check cannot fail: ${test.slice(1).join(" ")}`,
        fix: "ask the program something that only a working one answers",
      })),
};
