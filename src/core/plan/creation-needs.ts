import type { ConfigService } from "../environment/config-schema.ts";
import type { Service } from "../environment/model.ts";
import type { ContainerNeeds, Wanted } from "../preflight/engine/container-needs.ts";
import type { NetworkNeeds } from "../preflight/engine/network.ts";
import type { Prepared } from "./prepare.ts";

export type CreationNeeds = NetworkNeeds & ContainerNeeds;

/** What the engine is told to make these services' containers of, where it could refuse. */
export function creationNeeds({ services, loaded, environment }: Prepared): CreationNeeds {
  const { document } = loaded;
  const used = new Set(services.flatMap(({ networks }) => networks));
  const written = services.flatMap((service) => {
    const config = document.services[service.name];
    return config === undefined ? [] : [{ service, config }];
  });
  const wanted = (of: (config: ConfigService) => readonly string[]): readonly Wanted[] =>
    written.flatMap(({ service, config }) => of(config).map((what) => ({ service: service.name, what })));
  return {
    networks: Object.entries(document.networks)
      .filter(([key]) => used.has(key))
      // the networks of what it tests are its target's to make, which is found or started first
      .filter(([, { external }]) => external !== true || environment.definition.tests === undefined)
      .map(([, { name, external = false, ipam }]) => ({
        name,
        external,
        subnets: (ipam?.config ?? []).flatMap(({ subnet }) => subnet ?? []),
      })),
    addresses: written.flatMap(({ service, config }) =>
      addresses(service, config, (key) => document.networks[key]?.name ?? key),
    ),
    names: wanted(({ container_name: name }) => (name === undefined ? [] : [name])),
    devices: wanted(({ devices }) => (devices ?? []).map(pathOf).filter((path) => path.startsWith("/"))),
    runtimes: wanted(({ runtime }) => (runtime === undefined ? [] : [runtime])),
    logDrivers: wanted(({ logging }) => (logging?.driver === undefined ? [] : [logging.driver])),
  };
}

export const noCreation: CreationNeeds = {
  networks: [],
  addresses: [],
  names: [],
  devices: [],
  runtimes: [],
  logDrivers: [],
};

function addresses(
  { name: service, replicas }: Service,
  { networks }: ConfigService,
  nameOf: (key: string) => string,
): NetworkNeeds["addresses"] {
  return Object.entries(networks ?? {}).flatMap(([key, joined]) =>
    [joined?.ipv4_address, joined?.ipv6_address].flatMap((address) =>
      address === undefined ? [] : [{ service, network: nameOf(key), address, replicas }],
    ),
  );
}

/** `/dev/ttyUSB0:/dev/ttyUSB0:rwm`, or the same in pieces; what is no path is a device by name (CDI), for others to find. */
function pathOf(device: string | { readonly source: string }): string {
  return typeof device === "string" ? (device.split(":")[0] ?? "") : device.source;
}
