/** Ports of the host that one service publishes: `count` of those from `from` to `to`, one for each container. */
export interface WantedPort {
  readonly service: string;
  /** "" means every address, IPv4 and IPv6. */
  readonly address: string;
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The variable that sets it, where the files name one. */
  readonly variable: string | undefined;
}

export interface PortNeeds {
  readonly ports: readonly WantedPort[];
  /** Ports its own containers hold are where they belong. */
  readonly project: string;
  /** Services that listen on this host itself, as these files have it: what they hold is no other service's. */
  readonly inHostNetwork?: readonly string[];
  /** Other projects of this stack, with the command that stops each. */
  readonly siblings: readonly Sibling[];
  /** Where a variable is set, as a person would write it: `.env.development`. */
  readonly envFile: string;
}

export interface Sibling {
  readonly project: string;
  /** "production", "the rehearsal of development" */
  readonly name: string;
  readonly stop: string;
}

/** What is needed of a service's model; ports of a range stand one by one. */
interface PublishingService {
  readonly name: string;
  readonly replicas: number;
  readonly ports: readonly {
    readonly host: number | undefined;
    readonly container: number;
    readonly address: string;
    readonly protocol: "tcp" | "udp";
  }[];
}

/** The ports that these services publish; one without a host port takes any that is free. */
export function wantedPorts(
  services: readonly PublishingService[],
  variableOf: (service: string, containerPort: number) => string | undefined,
): readonly WantedPort[] {
  return services.flatMap((service) => portsOf(service, variableOf));
}

type Run = WantedPort & { readonly container: number };

function portsOf(
  service: PublishingService,
  variableOf: (service: string, containerPort: number) => string | undefined,
): readonly WantedPort[] {
  const runs: Run[] = [];
  for (const { host, ...port } of service.ports) {
    if (host === undefined) continue;
    const last = runs.at(-1);
    if (last !== undefined && continues(last, { host, ...port })) {
      runs.splice(-1, 1, { ...last, to: host });
    } else {
      const variable = variableOf(service.name, port.container);
      runs.push({ service: service.name, ...port, from: host, to: host, count: service.replicas, variable });
    }
  }
  return runs.map(({ container: _container, ...wanted }) => wanted);
}

/** Neighbouring host ports for one container port were written as a range. */
function continues(last: Run, next: PublishingService["ports"][number]): boolean {
  return (
    last.container === next.container &&
    last.address === next.address &&
    last.protocol === next.protocol &&
    last.to + 1 === next.host
  );
}

/** The variable behind each container port, from a service's `ports` before interpolation. */
export function portVariables(ports: readonly unknown[]): ReadonlyMap<number, string> {
  const found = ports.flatMap((port) => {
    const text = typeof port === "string" ? port : longForm(port);
    const [, variable, container] = /\$\{?([A-Za-z_]\w*)[^}]*\}?:(\d+)(?:\/\w+)?$/.exec(text) ?? [];
    return variable === undefined ? [] : [[Number(container), variable] as const];
  });
  return new Map(found);
}

function longForm(port: unknown): string {
  if (typeof port !== "object" || port === null) return "";
  if (!("published" in port) || !("target" in port)) return "";
  return `${String(port.published)}:${String(port.target)}`;
}
