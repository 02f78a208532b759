import type { Place } from "../../defect.ts";
import { isExplained } from "../../explanation.ts";
import { checkedServices } from "../../checked-services.ts";
import type { CheckedService } from "../../checked-services.ts";
import { placeOf } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";
import type { LintSubject } from "../../read/subject.ts";

/** A comment beside it or above it is reason enough: somebody has thought of it. */
export const differingCheck: Rule = {
  id: "health.differs",
  meaning: "a service is judged differently from one environment to the next, and nothing says why",
  fix: "say it once, or say why in a comment above healthcheck:",
  reads: "models",
  about: "manifest",
  check: (subject) => {
    const first = new Map<string, CheckedService>();
    return checkedServices(subject).flatMap((checked) => {
      const { name } = checked.service;
      const before = first.get(name) ?? checked;
      first.set(name, before);
      const place = checkPlace(subject, checked);
      if (judgement(before) === judgement(checked) || isExplained(subject, place, /./u)) return [];
      return {
        ...place,
        service: name,
        message: `${name} is checked differently in ${checked.lay.environment} than in ${before.lay.environment}`,
        fix: "let both share one health check, or say why in a comment above it",
      };
    });
  },
};

function checkPlace(subject: LintSubject, { lay, service }: CheckedService): Place {
  return placeOf(subject, lay, service.name, ["healthcheck"]);
}

function judgement({ service }: CheckedService): string {
  return JSON.stringify(service.healthCheck);
}
