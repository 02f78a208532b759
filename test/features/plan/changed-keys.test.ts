import { describe, expect, it } from "vitest";
import { changedKeys } from "../../../src/features/plan/changed-keys.ts";
import type { Compared } from "../../../src/features/plan/changed-keys.ts";
import type { MadeWith } from "../../../src/world/engine/container.ts";
import { loadedFrom } from "../../core/plan/loaded-model.ts";

const file = {
  image: "example/api:1",
  command: ["serve", "--price", "5$$"],
  environment: { LEVEL: "info", TOKEN: "hunter2-hunter2" },
  ports: [
    { mode: "ingress", target: 80, published: "8080", protocol: "tcp", host_ip: "127.0.0.1" },
    { mode: "ingress", target: 90, protocol: "tcp" },
  ],
  networks: { default: null },
  volumes: [
    { type: "volume", source: "data", target: "/data", volume: {} },
    { type: "bind", source: "/srv/page.conf", target: "/etc/page.conf", read_only: true },
  ],
  restart: "on-failure:3",
  healthcheck: { test: ["CMD", "true"], interval: "5s" },
  deploy: { resources: { limits: { memory: "1073741824" } } },
  user: "1000",
  labels: { tier: "front" },
};

const made: MadeWith = {
  image: "example/api:1",
  environment: { LEVEL: "info", TOKEN: "hunter2-hunter2", PATH: "/bin", https_proxy: "http://proxy" },
  command: ["serve", "--price", "5$"],
  entrypoint: ["/entry"],
  user: "1000",
  workingDirectory: "/srv",
  labels: { tier: "front", "com.docker.compose.service": "api" },
  healthCheck: {
    test: ["CMD", "true"],
    intervalMs: 5_000,
    timeoutMs: 30_000,
    startPeriodMs: 0,
    retries: 3,
  },
  restartPolicy: { name: "on-failure", retries: 3 },
  memoryBytes: 1024 ** 3,
  logDriver: "json-file",
  privileged: false,
  isReadOnly: false,
  ports: [
    { hostAddress: "", hostPort: undefined, containerPort: 90, protocol: "tcp" },
    { hostAddress: "127.0.0.1", hostPort: 8080, containerPort: 80, protocol: "tcp" },
  ],
  mounts: [
    { type: "volume", name: "shop-demo_data", source: "/var/lib/x", destination: "/data", isReadOnly: false },
    {
      type: "bind",
      name: undefined,
      source: "/srv/page.conf",
      destination: "/etc/page.conf",
      isReadOnly: true,
    },
    { type: "volume", name: "a".repeat(64), source: "/var/lib/y", destination: "/tmp/x", isReadOnly: false },
  ],
  networks: ["shop-demo_default"],
};

function compared(written: object, more: Partial<Compared> = {}): readonly string[] {
  const config = {
    services: { api: written },
    networks: { default: { name: "shop-demo_default" }, back: { name: "shop-demo_back" } },
    volumes: { data: { name: "shop-demo_data" } },
  };
  const { model, document } = loadedFrom(JSON.stringify(config));
  const [service] = model.services;
  if (service === undefined) throw new Error("there is no service");
  const imageVariables = { PATH: "/bin" };
  return changedKeys({ service, written: document.services["api"], model, made, imageVariables, ...more });
}

describe("the keys in which a container differs from its files", () => {
  it("are none where nothing has changed", () => {
    expect(compared(file)).toEqual([]);
  });

  it.each<readonly [key: string, change: object]>([
    ["image", { image: "example/api:2" }],
    ["command", { command: ["serve"] }],
    ["entrypoint", { entrypoint: ["/other"] }],
    ["environment.LEVEL", { environment: { ...file.environment, LEVEL: "debug" } }],
    ["environment.TOKEN", { environment: { LEVEL: "info" } }],
    ["environment.NEW", { environment: { ...file.environment, NEW: "1" } }],
    ["ports", { ports: [] }],
    ["ports", { ports: [file.ports[1], { ...file.ports[0], published: "8081" }] }],
    ["networks", { networks: { default: null, back: null } }],
    ["volumes", { volumes: [file.volumes[1]] }],
    ["volumes", { volumes: [file.volumes[0], { ...file.volumes[1], source: "/srv/other.conf" }] }],
    ["restart", { restart: "always" }],
    ["healthcheck", { healthcheck: { ...file.healthcheck, interval: "9s" } }],
    ["healthcheck", { healthcheck: { disable: true } }],
    ["mem_limit", { deploy: undefined }],
    ["user", { user: "1001" }],
    ["working_dir", { working_dir: "/other" }],
    ["labels.tier", { labels: { tier: "back" } }],
    ["logging", { logging: { driver: "local" } }],
    ["privileged", { privileged: true }],
    ["read_only", { read_only: true }],
  ])("%s", (key, change) => {
    expect(compared({ ...file, ...change })).toEqual([key]);
  });

  it("are no variables of an image that is not here any more, for nobody knows whose they are", () => {
    const other = { ...made, environment: { ...made.environment, SET_BY: "the image" } };
    expect(compared(file, { made: other, imageVariables: undefined })).toEqual([]);
    expect(compared(file, { made: other })).toEqual(["environment.SET_BY"]);
  });
});
