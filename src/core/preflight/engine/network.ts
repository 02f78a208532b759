import type { EngineAnswer, NetworkSummary } from "../../../world/engine/engine.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail } from "../finding.ts";
import { contains, overlaps, parseSubnet } from "./subnet.ts";

export interface NetworkNeeds {
  readonly networks: readonly WantedNetwork[];
  readonly addresses: readonly WantedAddress[];
}

interface WantedNetwork {
  /** As the engine knows it. */
  readonly name: string;
  readonly external: boolean;
  /** What the files give it; empty where the engine chooses. */
  readonly subnets: readonly string[];
}

/** An address that a service has in a network, whatever else is there. */
export interface WantedAddress {
  readonly service: string;
  readonly network: string;
  readonly address: string;
  readonly replicas: number;
}

/** Are the networks there that others make, and is there room for those that are made, and for each fixed address? */
export function networkCheck(needs: NetworkNeeds): Check {
  const isAsked = needs.networks.some(({ external, subnets }) => external || subnets.length > 0);
  return check({
    name: "network",
    observe: async (world) =>
      isAsked ? world.engine.networks(undefined) : { kind: "ok" as const, value: [] },
    judge: (found) => judgeNetworks(needs, found),
  });
}

export function judgeNetworks(
  { networks, addresses }: NetworkNeeds,
  found: EngineAnswer<readonly NetworkSummary[]>,
): readonly Finding[] {
  const inModel = [...sharedSubnets(networks), ...addressTroubles(networks, addresses)];
  if (found.kind === "failed") return inModel;
  const missing = networks.filter(
    ({ name, external }) => external && !found.value.some((one) => one.name === name),
  );
  return [...missing.map(missingNetwork), ...takenSubnets(networks, found.value), ...inModel];
}

function missingNetwork({ name }: WantedNetwork): Finding {
  return fail("network.missing", {
    title: `the network ${name} is external and does not exist`,
    detail: "whoever makes it has not run yet, or made it under another name",
    fix: `docker network create ${name}, or start first what makes it`,
    data: { network: name },
  });
}

/** One that stands already has its room. */
function takenSubnets(
  networks: readonly WantedNetwork[],
  found: readonly NetworkSummary[],
): readonly Finding[] {
  const toMake = networks.filter(
    ({ name, external }) => !external && !found.some((one) => one.name === name),
  );
  return toMake.flatMap(({ name, subnets }) =>
    subnets.flatMap((subnet) => {
      const other = found.find((one) => (one.subnets ?? []).some((taken) => doOverlap(subnet, taken)));
      if (other === undefined) return [];
      const theirs = (other.subnets ?? []).find((taken) => doOverlap(subnet, taken)) ?? "";
      return fail("network.overlap", {
        title: `the network ${name} wants ${subnet}, which overlaps ${theirs} of the network ${other.name}`,
        detail: "the engine refuses to make it",
        fix: otherSubnet(other.name),
        data: { network: name, subnet, other: other.name, taken: theirs },
      });
    }),
  );
}

/** The engine's own networks cannot be removed. */
function otherSubnet(taker: string): string {
  const give = "give it another subnet in the Compose file";
  return enginesOwn.has(taker) ? give : `${give}, or docker network rm ${taker}, where nobody needs that`;
}

const enginesOwn: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

function sharedSubnets(networks: readonly WantedNetwork[]): readonly Finding[] {
  const own = networks.flatMap(({ name, external, subnets }) =>
    external ? [] : subnets.map((subnet) => ({ name, subnet })),
  );
  return own.flatMap((one, index) =>
    own
      .slice(index + 1)
      .filter((other) => doOverlap(one.subnet, other.subnet))
      .map((other) =>
        fail("network.overlap", {
          title: `the networks ${one.name} (${one.subnet}) and ${other.name} (${other.subnet}) overlap`,
          detail: "the engine refuses to make the second",
          fix: "give one of them another subnet in the Compose file",
          data: { network: one.name, subnet: one.subnet, other: other.name, taken: other.subnet },
        }),
      ),
  );
}

function doOverlap(one: string, other: string): boolean {
  const [first, second] = [parseSubnet(one), parseSubnet(other)];
  return first !== undefined && second !== undefined && overlaps(first, second);
}

function addressTroubles(
  networks: readonly WantedNetwork[],
  addresses: readonly WantedAddress[],
): readonly Finding[] {
  return addresses.flatMap((wanted, index) => {
    const twin = addresses
      .slice(0, index)
      .find(({ network, address }) => network === wanted.network && address === wanted.address);
    const { subnets = [] } = networks.find(({ name }) => name === wanted.network) ?? {};
    return [
      ...(twin === undefined ? [] : [sameAddress(wanted, `${twin.service} and ${wanted.service} both want`)]),
      ...(wanted.replicas > 1
        ? [sameAddress(wanted, `the ${wanted.replicas} replicas of ${wanted.service} all want`)]
        : []),
      ...(isOutside(wanted.address, subnets) ? [outside(wanted, subnets)] : []),
    ];
  });
}

function isOutside(address: string, subnets: readonly string[]): boolean {
  const known = subnets.flatMap((subnet) => parseSubnet(subnet) ?? []);
  const ofItsKind = known.filter(({ family }) => (family === 6) === address.includes(":"));
  return ofItsKind.length > 0 && !ofItsKind.some((subnet) => contains(subnet, address));
}

function sameAddress({ service, network, address }: WantedAddress, who: string): Finding {
  return fail("network.address", {
    title: `${who} the address ${address} in the network ${network}`,
    detail: "only one container can have it",
    fix: `give ${service} an address of its own in the Compose file, or none`,
    data: { service, network, address },
  });
}

function outside({ service, network, address }: WantedAddress, subnets: readonly string[]): Finding {
  return fail("network.address", {
    title: `${service} wants the address ${address}, which is not in ${subnets.join(" or ")} of the network ${network}`,
    fix: `give ${service} an address of that network in the Compose file, or none`,
    data: { service, network, address, subnets },
  });
}
