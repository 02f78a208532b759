import { hasShell, toolsOf } from "../../../core/images/known-images.ts";
import type { HttpPortFacts, ImageFacts } from "../../../core/images/image-facts.ts";
import { settingOf } from "../../../core/images/setting-of.ts";
import type { Invocation } from "../../../core/images/setting-of.ts";
import { checkedServices } from "../checked-services.ts";
import { askedPaths } from "../read/asked-paths.ts";
import { invocationOf, portsOf } from "../read/merge-variants.ts";
import { programsIn } from "../read/programs-in.ts";
import { isOwnHost, targetsIn } from "../read/targets-in.ts";
import type { Rule } from "../rule.ts";

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

export const probeLocalhost: Rule = {
  id: "health.localhost",
  meaning:
    "a health check asks localhost, which is ::1 first, with a program that tries one address alone (busybox's wget, nc)",
  fix: "ask 127.0.0.1",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ test }) => targetsIn(test).some(({ host }) => host === "localhost"))
      .filter(({ test }) => programsIn(test).some(asksOneAddress))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message:
          "the health check asks localhost, which may mean ::1, and its program tries no other address",
        fix: "ask 127.0.0.1",
      })),
};

/** Busybox's; curl, Python, bash, Node and the clients of databases go on to the next address. */
function asksOneAddress(program: string): boolean {
  return /(?:^|\/)(?:busybox|nc|ncat|netcat|wget)$/u.test(program);
}

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

/** A check whose program is missing is a service that is never healthy. */
export const probeProgram: Rule = {
  id: "health.program-missing",
  meaning: "a health check calls a program that the image does not have",
  fix: "use one that it has, or an x-stack probe, which needs none inside",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap(({ service, test, facts, place }) => {
      if (facts === undefined) return [];
      const missing = new Set(programsIn(test).filter((program) => !isThere(program, facts)));
      return [...missing].map((program) => ({
        ...place,
        service: service.name,
        message: `${service.image ?? ""} has no ${program}, which this health check calls`,
        fix: hasShell(facts)
          ? `use what it has: ${useful(facts)}`
          : "nothing can run inside it: remove the check, and add an x-stack probe",
      }));
    }),
};

function isThere(program: string, facts: ImageFacts): boolean {
  // a place of its own may well be there: only the PATH is known
  return program.includes("/") || program.startsWith("$") || toolsOf(facts).includes(program);
}

function useful(facts: ImageFacts): string {
  const probing = /^(?:bash|curl|wget|nc|python3|node|perl|.*-cli|pg_isready|psql|mc|silo|promtool)$/u;
  return (
    toolsOf(facts)
      .filter((tool) => probing.test(tool))
      .join(", ") || "an x-stack probe"
  );
}
