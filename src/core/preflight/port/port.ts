import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "../engine/observe-engine.ts";
import { fail, pass, skip } from "../finding.ts";
import { collisions } from "./port-address.ts";
import { observePorts, portNumbers } from "./port-observe.ts";
import type { ObservedPort, PortObservation } from "./port-observe.ts";
import { findOwner } from "./port-owner.ts";
import type { PortOwner } from "./port-owner.ts";
import type { PortNeeds, WantedPort } from "./wanted-ports.ts";

/** Can every port that the model publishes be taken, and if not, who has it? */
export function portCheck(needs: PortNeeds, observeEngine: EngineObserver): Check {
  return check({
    name: "port",
    observe: async (world, signal) => observePorts(world, observeEngine, needs, signal),
    judge: (seen) => judgePorts(needs, seen),
  });
}

function judgePorts(needs: PortNeeds, seen: PortObservation): readonly Finding[] {
  const clashes = collisions(needs.ports);
  if (seen.engine.kind === "ok" && !seen.engine.value.local) {
    return [...clashes, skip("port.in-use", "ports: not known", "the engine is another machine")];
  }
  const troubles = [...clashes, ...needs.ports.flatMap((wanted) => judgeWanted(wanted, needs, seen))];
  const count = needs.ports.length;
  return troubles.length > 0 || count === 0
    ? troubles
    : [
        pass(
          "port.in-use",
          `${count} ${count === 1 ? "port is" : "ports are"} free or held by this environment`,
        ),
      ];
}

interface JudgedPort {
  readonly observed: ObservedPort;
  readonly trouble: Finding | undefined;
}

/** Of a range, as many must be free as there are containers. */
function judgeWanted(wanted: WantedPort, needs: PortNeeds, seen: PortObservation): readonly Finding[] {
  const judged = portNumbers(wanted).flatMap((port): readonly JudgedPort[] => {
    const observed = seen.ports.find(
      (one) => one.port === port && one.address === wanted.address && one.protocol === wanted.protocol,
    );
    return observed === undefined ? [] : [{ observed, trouble: troubleWith(observed, wanted, needs, seen) }];
  });
  const usable = judged.filter(({ trouble }) => trouble === undefined).length;
  const missing = Math.min(wanted.count, judged.length) - usable;
  return missing <= 0 ? [] : judged.flatMap(({ trouble }) => trouble ?? []).slice(0, missing);
}

function troubleWith(
  observed: ObservedPort,
  wanted: WantedPort,
  needs: PortNeeds,
  seen: PortObservation,
): Finding | undefined {
  const owner = findOwner(
    observed,
    { ...needs, userId: seen.userId, service: wanted.service },
    seen.containers,
  );
  if (owner.kind === "own") return undefined;
  if (observed.state === "in-use" || owner.kind !== "unknown") return inUse(observed, wanted, needs, owner);
  if (observed.state === "no-such-address") return noAddress(observed, wanted);
  const rootless = seen.engine.kind === "ok" && seen.engine.value.rootless;
  return rootless && observed.port < seen.unprivilegedFrom ? privileged(observed, wanted, needs) : undefined;
}

function inUse(observed: ObservedPort, wanted: WantedPort, needs: PortNeeds, owner: PortOwner): Finding {
  const { port, nextFree } = observed;
  const { service, variable } = wanted;
  const elsewhere = setVariable(variable, nextFree, needs.envFile);
  return fail("port.in-use", {
    title: `port ${port}, which ${service} wants, is taken by ${owner.name}`,
    detail: `${wanted.address === "" ? "every address" : wanted.address}, ${wanted.protocol}`,
    fix: [owner.stop, elsewhere].filter((text) => text !== "").join(", or "),
    data: {
      port,
      address: wanted.address,
      protocol: wanted.protocol,
      service,
      variable: variable ?? null,
      proposed: nextFree ?? null,
      holder: owner.data,
    },
  });
}

function setVariable(variable: string | undefined, port: number | undefined, envFile: string): string {
  if (port === undefined) return "";
  return variable === undefined
    ? `publish another port in the Compose file (${port} is free)`
    : `set ${variable}=${port} in ${envFile}`;
}

function noAddress({ port }: ObservedPort, { service, address }: WantedPort): Finding {
  return fail("port.no-address", {
    title: `${service} wants port ${port} on ${address}, which is no address of this machine`,
    fix: "see the addresses with: ip -brief address; 127.0.0.1 is always one",
    data: { port, address, service },
  });
}

function privileged({ port }: ObservedPort, wanted: WantedPort, needs: PortNeeds): Finding {
  const { service, variable } = wanted;
  const proposed = port + 8000;
  return fail("port.privileged", {
    title: `a rootless engine may not publish port ${port}, which ${service} wants`,
    fix: `${setVariable(variable, proposed, needs.envFile)}, or allow it: sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
    data: { port, service, variable: variable ?? null, proposed },
  });
}
