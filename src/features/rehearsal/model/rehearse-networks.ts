import type { ConfigDocument } from "../../../core/environment/config-schema.ts";
import type { Dropped } from "./rehearsal.ts";
import type { RewrittenPart } from "./stand-in-source.ts";

/** Networks of the same keys, all the rehearsal's own: nothing of the real environment is joined or collides. */
export function rehearseNetworks(document: ConfigDocument, project: string): RewrittenPart {
  const entries = Object.entries(document.networks).map(([key, network]) => ({
    key,
    written: { name: `${project}_${key}`, ...ownNetwork(network) },
    dropped: droppedFrom(key, network),
  }));
  return {
    written: Object.fromEntries(entries.map(({ key, written }) => [key, written])),
    dropped: entries.flatMap(({ dropped }) => dropped),
  };
}

type Network = ConfigDocument["networks"][string];

function ownNetwork(network: Network): Readonly<Record<string, unknown>> {
  const internal = network["internal"] === true ? { internal: true } : {};
  const options = isRecord(network["driver_opts"]) && isBridge(network) ? network["driver_opts"] : {};
  const kept = Object.entries(options).filter(([name]) => !namesHostThings.has(name));
  return kept.length === 0 ? internal : { ...internal, driver_opts: Object.fromEntries(kept) };
}

/** Two networks cannot share a bridge's name or an address that ports are bound to by default. */
const namesHostThings = new Set([
  "com.docker.network.bridge.name",
  "com.docker.network.bridge.host_binding_ipv4",
]);

function droppedFrom(key: string, network: Network): readonly Dropped[] {
  const found: Dropped[] = [];
  if (network.external === true) {
    found.push(drop(`network ${key} (external)`, "it is not the rehearsal's: an own one takes its place"));
    return found;
  }
  if (!isBridge(network)) found.push(drop(`driver of network ${key}`, "a rehearsal's networks are bridges"));
  if (hasAddresses(network)) {
    found.push(
      drop(`addresses of network ${key}`, "two networks cannot share them, and the real one may exist"),
    );
  }
  return found;
}

function drop(what: string, why: string): Dropped {
  return { service: undefined, what, why };
}

function isBridge(network: Network): boolean {
  return network["driver"] === undefined || network["driver"] === "bridge";
}

function hasAddresses(network: Network): boolean {
  const ipam = network["ipam"];
  return network["enable_ipv6"] === true || (isRecord(ipam) && Object.keys(ipam).length > 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
