import type { Finding } from "../check.ts";
import { fail } from "../finding.ts";
import type { WantedPort } from "./wanted-ports.ts";

/** Addresses that must be free for Docker to publish on `address`: "" is every IPv4 and every IPv6 one. */
export function listenAddresses(address: string): readonly string[] {
  return address === "" ? ["0.0.0.0", "::"] : [address.replace(/^\[(.*)\]$/, "$1")];
}

/** Whether two cannot listen on the same port: a wildcard takes every address of its family. */
export function overlap(one: string, other: string): boolean {
  return listenAddresses(one).some((a) =>
    listenAddresses(other).some(
      (b) => a === b || (isIPv6(a) === isIPv6(b) && (isWildcard(a) || isWildcard(b))),
    ),
  );
}

/** Reachable from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address === "[::1]" || address.startsWith("127.");
}

function isIPv6(address: string): boolean {
  return address.includes(":");
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** Ports that the model itself gives out twice: found without looking at the host. */
export function collisions(wanted: readonly WantedPort[]): readonly Finding[] {
  const between = wanted.flatMap((one, position) =>
    wanted.slice(position + 1).flatMap((other) => (clash(one, other) ? [betweenTwo(one, other)] : [])),
  );
  return [...between, ...wanted.filter((one) => one.count > one.to - one.from + 1).map(amongReplicas)];
}

/** A range with room to spare can give way, so only ports that are all needed clash. */
function clash(one: WantedPort, other: WantedPort): boolean {
  return (
    [one, other].every(({ from, to, count }) => count > to - from) &&
    one.protocol === other.protocol &&
    one.from <= other.to &&
    other.from <= one.to &&
    overlap(one.address, other.address)
  );
}

function betweenTwo(one: WantedPort, other: WantedPort): Finding {
  const port = Math.max(one.from, other.from);
  const variables = [one.variable, other.variable].flatMap((name) => name ?? []);
  const who =
    one.service === other.service
      ? `${one.service} publishes`
      : `${one.service} and ${other.service} both publish`;
  return fail("port.collision", {
    title: `${who} port ${port}${one.service === other.service ? " twice" : ""}`,
    detail:
      "when layers merge, lists of ports append; a layer that means to replace them says ports: !override",
    fix:
      variables.length === 0
        ? "change one of them in the Compose files"
        : `give one of them another port: ${variables.join(" or ")}`,
    data: { port, services: [one.service, other.service], variables },
  });
}

function amongReplicas(wanted: WantedPort): Finding {
  const { service, from, to, count } = wanted;
  const range = from === to ? `only port ${from}` : `only ports ${from} to ${to}`;
  return fail("port.collision", {
    title: `${service} has ${count} containers, but publishes ${range}`,
    fix: `publish a range of ${count} ports, none at all behind a proxy, or run one container`,
    data: { port: from, services: [service], replicas: count },
  });
}
