import { composeLabels } from "../../../world/compose/labels.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { PortHolderData } from "../finding-data.ts";
import type { PortHolder } from "../../../world/network/network.ts";
import { overlap } from "./port-address.ts";
import type { ObservedPort } from "./port-observe.ts";
import type { PortNeeds } from "./wanted-ports.ts";

/** Who has a port, in words, and what would make them leave it. */
export interface PortOwner {
  readonly kind: "own" | "environment" | "container" | "process" | "unknown";
  readonly name: string;
  readonly stop: string;
  readonly data: PortHolderData;
}

type Known = Pick<PortNeeds, "project" | "siblings" | "inHostNetwork"> & {
  /** Who asks: one may end only processes of one's own. */
  readonly userId: number;
  /** Who wants the port. */
  readonly service: string;
};

/** A container first: the process that listens for it is only Docker's proxy. */
export function findOwner(observed: ObservedPort, known: Known, containers: readonly Container[]): PortOwner {
  const container = containers.find((one) => one.ports.some((published) => matches(published, observed)));
  if (container !== undefined) return containerOwner(container, known);
  const listener =
    observed.holders.find(({ address }) => overlap(address, observed.address)) ?? observed.holders[0];
  const around = containers.find(({ id }) => id === listener?.process?.containerId);
  if (around !== undefined) return neighbour(around, known) ?? containerOwner(around, known);
  // whose process it is only root may see; the service's own, in the host's network, is what is there to hold it
  const own = containers.find((one) => isOwnInHostNetwork(one, known));
  if (own !== undefined && listener?.process === undefined) return containerOwner(own, known);
  return listener === undefined
    ? { kind: "unknown", name: "something that cannot be seen from here", stop: "", data: {} }
    : processOwner(listener, observed.port, known.userId);
}

/** It listens on this host itself, and will again after a start: nothing but another port helps. */
function neighbour({ name, labels }: Container, known: Known): PortOwner | undefined {
  const service = labels[composeLabels.service] ?? "";
  const isNeighbour =
    labels[composeLabels.project] === known.project &&
    service !== known.service &&
    known.inHostNetwork?.includes(service) === true;
  if (!isNeighbour) return undefined;
  return {
    kind: "container",
    name: `${service} of this environment, which is in the host's network (container ${name})`,
    stop: `let ${service} listen on another port`,
    data: { kind: "container", container: name, project: known.project },
  };
}

function isOwnInHostNetwork({ hostNetwork, state, labels }: Container, { project, service }: Known): boolean {
  return (
    hostNetwork === true &&
    state === "running" &&
    labels[composeLabels.project] === project &&
    labels[composeLabels.service] === service
  );
}

function matches(published: Container["ports"][number], { port, protocol, address }: ObservedPort): boolean {
  return (
    published.hostPort === port && published.protocol === protocol && overlap(published.hostAddress, address)
  );
}

function containerOwner({ name, labels }: Container, { project, siblings }: Known): PortOwner {
  const owner = labels[composeLabels.project];
  const data = { kind: "container" as const, container: name, project: owner ?? null };
  if (owner === project) return { kind: "own", name, stop: "", data };
  const sibling = siblings.find((one) => one.project === owner);
  if (sibling !== undefined) {
    return {
      kind: "environment",
      name: `${sibling.name} (container ${name})`,
      stop: `stop it: ${sibling.stop}`,
      data: { ...data, kind: "environment", environment: sibling.name },
    };
  }
  const whose = owner === undefined ? "" : ` of the project ${owner}`;
  return { kind: "container", name: `the container ${name}${whose}`, stop: `docker stop ${name}`, data };
}

function processOwner({ process, userId }: PortHolder, port: number, ownId: number): PortOwner {
  if (process === undefined) {
    return {
      kind: "process",
      name: `a process of ${userId === 0 ? "root" : `user ${userId}`}`,
      stop: `see which: sudo ss -ltnp 'sport = :${port}'`,
      data: { kind: "process", userId },
    };
  }
  const proxy = process.command.startsWith("docker-proxy") || process.command.startsWith("rootlesskit");
  return {
    kind: "process",
    name: `${process.command} (process ${process.id})${proxy ? ", for a container of another engine" : ""}`,
    stop: proxy ? "" : `stop it: ${userId === ownId || ownId === 0 ? "" : "sudo "}kill ${process.id}`,
    data: { kind: "process", processId: process.id, command: process.command, userId },
  };
}
