import type { HttpPortFacts } from "../../../../core/images/image-facts.ts";
import { checkedServices } from "../../checked-services.ts";
import { askedPaths } from "../../read/asked-paths.ts";
import type { Rule } from "../../rule.ts";

export const probePath: Rule = {
  id: "health.path-unknown",
  meaning: "a health check asks a path that the image does not serve",
  fix: "ask one that it serves",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap((checked) =>
      askedPaths(checked)
        .filter(({ path, facts }) => facts.otherwise === 404 && !serves(facts, path))
        .map(({ path, facts }) => ({
          ...checked.place,
          service: checked.service.name,
          message: `the health check asks ${path}, which ${checked.service.image ?? ""} does not serve`,
          fix: `ask ${healthPath(facts)}`,
        })),
    ),
};

function serves({ paths }: HttpPortFacts, asked: string): boolean {
  return paths.some(({ path, method }) => path === asked && method === undefined);
}

function healthPath({ paths }: HttpPortFacts): string {
  const open = paths.filter(({ status, needsKey }) => status === 200 && needsKey !== true);
  const best = open.find(({ path }) => /ready|health/u.test(path)) ?? open[0];
  return best?.path ?? "a path that answers 200";
}
