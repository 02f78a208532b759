import type { Service } from "../../../core/environment/model.ts";
import { parseImageReference } from "../../../world/engine/image-reference.ts";
import { isVacuousCheck } from "../../../core/proof/vacuous-check.ts";
import { checkedServices } from "../checked-services.ts";
import type { CheckedService } from "../checked-services.ts";
import { isExplained } from "../explanation.ts";
import { askedPaths } from "../read/asked-paths.ts";
import { imageOf, mergedServices } from "../read/merge-variants.ts";
import { placeOf } from "../read/place-of.ts";
import type { Place, Rule } from "../rule.ts";

export const neverHealthy: Rule = {
  id: "dependency.never-healthy",
  meaning: "a service waits for another to be healthy that has no health check",
  fix: "a health check, or condition: service_started",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) =>
      service.dependencies
        .filter(({ condition }) => condition === "service_healthy")
        .filter((dependency) => {
          const services = lay.merged.kind === "model" ? lay.merged.model.services : [];
          return cannotBeHealthy(services.find(({ name }) => name === dependency.service));
        })
        .map((dependency) => ({
          ...placeOf(lay, service.name, ["depends_on", dependency.service]),
          service: service.name,
          message: `${service.name} waits for ${dependency.service} to be healthy, which has no health check`,
          fix: `give ${dependency.service} a health check, or wait for service_started`,
        })),
    ),
};

/** An image that is not known may have a check of its own. */
function cannotBeHealthy(service: Service | undefined): boolean {
  if (service === undefined || service.healthCheck?.kind === "test") return false;
  if (service.healthCheck?.kind === "disabled") return true;
  const facts = imageOf(service);
  return facts !== undefined && facts.healthCheck === undefined;
}

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
      const place = checkPlace(checked);
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

function checkPlace({ lay, service }: CheckedService): Place {
  return placeOf(lay, service.name, ["healthcheck"]);
}

function judgement({ service }: CheckedService): string {
  return JSON.stringify(service.healthCheck);
}

/** It exits 0 for `NOAUTH Authentication required` and for `LOADING` as well. */
export const redisPing: Rule = {
  id: "health.redis-ping",
  meaning: "`redis-cli ping` exits 0 whatever it is answered, NOAUTH included",
  fix: "pipe the answer into grep -qx PONG",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ test }) => isBarePing(test.join(" ")))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message: "the ping exits 0 for an error too, such as NOAUTH: it is always healthy",
        fix: "make it a CMD-SHELL and add `| grep -qx PONG`",
      })),
};

function isBarePing(test: string): boolean {
  return /\b(?:redis|valkey|keydb)-cli\b/u.test(test) && /\bping\b/iu.test(test) && !test.includes("PONG");
}

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
        ...placeOf(lay, service.name, ["healthcheck", "start_interval"]),
        service: service.name,
        message: "start_interval holds within start_period only, and there is none",
        fix: "add a start_period to this health check",
      };
    }),
};

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

export const tokenBill: Rule = {
  id: "health.bills-tokens",
  meaning: "LiteLLM's /health calls every model, at each check",
  fix: "ask /health/readiness",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ service }) => parseImageReference(service.image ?? "").path.includes("litellm"))
      .filter((checked) => askedPaths(checked).some(({ path }) => path === "/health"))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message: "/health of LiteLLM calls every model, at each check: it costs tokens and wakes the GPUs",
        fix: "ask /health/readiness",
      })),
};
