import type { HttpPortFacts } from "../../../../core/images/image-facts.ts";
import { settingOf } from "../../../../core/images/setting-of.ts";
import type { Invocation } from "../../../../core/images/setting-of.ts";
import { checkedServices } from "../../checked-services.ts";
import { askedPaths } from "../../read/asked-paths.ts";
import { invocationOf } from "../../read/merged-services.ts";
import type { Rule } from "../../rule.ts";

export const probeKey: Rule = {
  id: "health.key-missing",
  meaning: "a health check asks a path that wants a key, without one: 401 for ever",
  fix: "ask a path that is open, or send the key",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap((checked) => {
      const { service, test, place } = checked;
      if (sendsCredentials(test.join(" "))) return [];
      return askedPaths(checked)
        .filter(({ path, facts }) => wantsKey(path, facts) && hasKey(facts, invocationOf(service)))
        .map(({ path }) => ({
          ...place,
          service: service.name,
          message: `the health check asks ${path}, which answers 401 without the key that is set`,
          fix: "ask a path that needs no key, such as its health path",
        }));
    }),
};

function wantsKey(asked: string, { paths }: HttpPortFacts): boolean {
  return paths.some(({ path, needsKey }) => path === asked && needsKey === true);
}

function hasKey({ keyFrom = [] }: HttpPortFacts, invocation: Invocation): boolean {
  const names = keyFrom.flatMap((source) => ("env" in source ? source.env : []));
  return (
    settingOf(keyFrom, invocation) !== undefined ||
    names.some((name) => invocation.argv.some((word) => word.startsWith(`${name}=`)))
  );
}

function sendsCredentials(test: string): boolean {
  return /\s(?:-H|--header|-u|--user|-K|--config|-n|--netrc)\b|authorization|api[-_]?key|bearer|\/\/[^/\s]+@/iu.test(
    test,
  );
}
