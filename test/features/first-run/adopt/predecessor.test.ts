import { describe, expect, it } from "vitest";
import { originalStack } from "../../../../src/features/first-run/adopt/predecessor.ts";
import type { Container } from "../../../../src/world/engine/container.ts";
import type { NetworkSummary, Volume } from "../../../../src/world/engine/engine.ts";

const project = "llm-multimodal-stack";

function container(change: Partial<Container>, labels: Readonly<Record<string, string>> = {}): Container {
  return {
    id: change.name ?? "id",
    name: "multimodal-postgres",
    image: "postgres:16-alpine",
    imageId: "sha256:postgres",
    state: "running",
    status: "Up",
    ports: [],
    networkIds: ["net"],
    volumes: [],
    labels: {
      "com.docker.compose.project": project,
      "com.docker.compose.service": "postgres",
      "com.docker.compose.container-number": "1",
      "com.docker.compose.image": "sha256:postgres",
      ...labels,
    },
    ...change,
  };
}

const network: NetworkSummary = {
  id: "net",
  name: `${project}_multimodal-net`,
  labels: { "com.docker.compose.project": project, "com.docker.compose.network": "multimodal-net" },
};

function volume(key: string, owner = project): Volume {
  const labels = { "com.docker.compose.project": owner, "com.docker.compose.volume": key };
  return { name: `${owner}_${key}`, createdAt: "", driver: "local", options: {}, labels };
}

describe("what start-environment.sh left behind", () => {
  it("is its containers of fixed names, and their network; its data stays, and is named", () => {
    const old = container({});
    const data = volume("postgres_data");
    expect(originalStack({ containers: [old], networks: [network], volumes: [data] })).toEqual({
      containers: [old],
      networks: [network],
      volumes: [],
      stays: [{ kind: "volume", name: data.name, why: { kind: "data" } }],
    });
  });

  it("is known by its names also where it was cloned into another folder", () => {
    const owner = { "com.docker.compose.project": "box" };
    const { stays } = originalStack({
      containers: [container({}, owner)],
      networks: [],
      volumes: [volume("redis_data", "box"), volume("redis_data", "shop")],
    });
    expect(stays.map(({ name }) => name)).toEqual(["box_redis_data"]);
  });

  it.each([
    ["only named like one", container({ labels: {} })],
    ["named as Compose names it", container({ name: `${project}-postgres-1` })],
    ["of another service", container({ name: "multimodal-shop" }, { "com.docker.compose.service": "shop" })],
    ["run of an image that bears the labels", container({ imageId: "sha256:committed" })],
    ["called multimodal_backup", container({ name: "multimodal_backup" })],
  ])("is no container %s, nor the network that such a one uses", (_name, stranger) => {
    const found = originalStack({ containers: [stranger], networks: [network], volumes: [] });
    expect([found.containers, found.networks]).toEqual([[], []]);
  });
});
