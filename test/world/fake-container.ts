import type { Container, ContainerDetail } from "../../src/world/engine/container.ts";

export interface FakeContainer extends Partial<ContainerDetail> {
  readonly project: string;
  readonly service: string;
}

/** A container of a Compose project as the engine tells of it: created, never started, without a health check. */
export function fakeContainer({ project, service, labels, ...detail }: FakeContainer): ContainerDetail {
  return {
    id: `${service}-id`,
    name: `${project}-${service}-1`,
    image: `example/${service}:1`,
    imageId: `sha256:${service}`,
    labels: {
      "com.docker.compose.project": project,
      "com.docker.compose.service": service,
      "com.docker.compose.container-number": "1",
      ...labels,
    },
    state: "created",
    exitCode: 0,
    outOfMemory: false,
    error: "",
    startedAt: undefined,
    finishedAt: undefined,
    restartCount: 0,
    restartPolicy: { name: "no", retries: 0 },
    health: undefined,
    networks: [{ id: "net-id", name: `${project}_default`, address: "172.20.0.2" }],
    ports: [],
    exposedTcpPorts: [],
    healthCheck: undefined,
    mounts: [],
    gpus: [],
    stopSignal: "",
    stopGraceMs: 10_000,
    ...detail,
  };
}

/** The row of `docker ps` for it. */
export function rowOf(detail: ContainerDetail): Container {
  const { id, name, image, imageId, state, labels, ports, health, networks, mounts } = detail;
  return {
    id,
    name,
    image,
    imageId,
    state,
    labels,
    // the list tells only of ports that are published now
    ports: state === "running" || state === "paused" ? ports : [],
    networkIds: networks.map((network) => network.id),
    volumes: mounts.flatMap((mount) => mount.name ?? []),
    status: health === undefined ? state : `${state} (${health.status})`,
  };
}
