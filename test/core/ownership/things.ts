import type { Container } from "../../../src/world/engine/container.ts";
import type { NetworkSummary, Volume } from "../../../src/world/engine/engine.ts";
import type { Seen } from "../../../src/core/ownership/judge-ownership.ts";
import type { ResourceRecord } from "../../../src/core/ownership/resource-record.ts";

export const folder = "/home/ann/shop";
export const project = "shop-dev";

/** A container as Compose makes it for the project, in the folder. */
export function composed(service: string, change: Partial<Container> = {}): Container {
  const imageId = `sha256:${service}`;
  return {
    id: `${service}-id`,
    name: `${project}-${service}-1`,
    image: `example/${service}:1`,
    imageId,
    state: "running",
    status: "Up",
    ports: [],
    networkIds: [],
    volumes: [],
    labels: {
      "com.docker.compose.project": project,
      "com.docker.compose.service": service,
      "com.docker.compose.container-number": "1",
      "com.docker.compose.oneoff": "False",
      "com.docker.compose.image": imageId,
      "com.docker.compose.project.working_dir": folder,
    },
    ...change,
  };
}

export function volume(key: string, change: Partial<Volume> = {}): Volume {
  return {
    name: `${project}_${key}`,
    createdAt: "2026-11-20T10:00:00Z",
    labels: { "com.docker.compose.project": project, "com.docker.compose.volume": key },
    driver: "local",
    options: {},
    ...change,
  };
}

export function network(key: string, change: Partial<NetworkSummary> = {}): NetworkSummary {
  return {
    id: `${key}-id`,
    name: `${project}_${key}`,
    labels: { "com.docker.compose.project": project, "com.docker.compose.network": key },
    ...change,
  };
}

export function seen(change: Partial<Seen> = {}): Seen {
  return { containers: [], volumes: [], networks: [], ownFolders: new Set([folder]), ...change };
}

export function record(change: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    schema: 1,
    project,
    environment: "dev",
    rehearsal: false,
    folder,
    directory: folder,
    containers: [],
    volumes: [],
    networks: [],
    images: [],
    files: [],
    kinds: {},
    ...change,
  };
}
