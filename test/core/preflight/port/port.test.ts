import { describe, expect, it } from "vitest";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { portCheck } from "../../../../src/core/preflight/port/port.ts";
import type { PortNeeds, WantedPort } from "../../../../src/core/preflight/port/wanted-ports.ts";
import type { Container } from "../../../../src/world/engine/container.ts";
import type { Engine, EngineInfo } from "../../../../src/world/engine/engine.ts";
import type { ListenAnswer, Network, PortHolder } from "../../../../src/world/network/network.ts";
import { answering } from "../storage/engine-info.ts";
import { partly, stubFiles, stubWorld } from "../gpu/stub-world.ts";

interface Host {
  /** By address and port; everything else is free. */
  readonly listening?: Readonly<Record<string, ListenAnswer>>;
  readonly holders?: Readonly<Record<number, readonly PortHolder[]>>;
  readonly containers?: readonly Container[];
  readonly engine?: Partial<EngineInfo>;
}

async function look(wanted: readonly WantedPort[], host: Host = {}, parts: Partial<PortNeeds> = {}) {
  const needs: PortNeeds = {
    ports: wanted,
    project: "multimodal-development",
    siblings: [{ project: "multimodal-production", name: "production", stop: "stack down production" }],
    envFile: ".env.development",
    ...parts,
  };
  const world = stubWorld({
    engine: partly<Engine>("engine", {
      ping: async () => answering(host.engine ?? {}),
      containers: async () => ({ kind: "ok", value: host.containers ?? [] }),
    }),
    network: partly<Network>("network", {
      tryListen: async (address, port) => host.listening?.[`${address} ${port}`] ?? "free",
      portHolders: async (port) => host.holders?.[port] ?? [],
    }),
    files: stubFiles({ "/proc/sys/net/ipv4/ip_unprivileged_port_start": "1024\n" }),
  });
  return portCheck(needs, engineObserver()).run(world, new AbortController().signal);
}

function wanted(service: string, port: number, parts: Partial<WantedPort> = {}): WantedPort {
  return {
    service,
    address: "127.0.0.1",
    protocol: "tcp",
    from: port,
    to: port,
    count: 1,
    variable: `${service.toUpperCase()}_PORT`,
    ...parts,
  };
}

function container(
  name: string,
  project: string | undefined,
  hostPort: number,
  hostAddress = "127.0.0.1",
): Container {
  return {
    id: name,
    name,
    image: "postgres:17",
    state: "running",
    status: "Up 2 hours",
    labels: project === undefined ? {} : { "com.docker.compose.project": project },
    ports: [{ hostAddress, hostPort, containerPort: 5432, protocol: "tcp" }],
    imageId: "sha256:image",
    networkIds: [],
    volumes: [],
  };
}

const taken: Host = { listening: { "127.0.0.1 5432": "in-use" } };

describe("a port that is wanted", () => {
  it("is well when it is free", async () => {
    expect(await look([wanted("postgres", 5432)])).toMatchObject([{ id: "port.in-use", status: "pass" }]);
  });

  it("names the process that has it, and a free one with the variable to set", async () => {
    const holders = {
      5432: [{ address: "127.0.0.1", userId: 113, process: { id: 812, command: "postgres" } }],
    };
    const [finding] = await look([wanted("postgres", 5432)], { ...taken, holders });
    expect(finding).toMatchObject({
      id: "port.in-use",
      status: "fail",
      title: "port 5432, which postgres wants, is taken by postgres (process 812)",
      fix: "stop it: sudo kill 812, or set POSTGRES_PORT=5433 in .env.development",
      data: { port: 5432, variable: "POSTGRES_PORT", proposed: 5433, holder: { processId: 812 } },
    });
  });

  it("says how to find a holder that only root can see", async () => {
    const holders = { 5432: [{ address: "127.0.0.1", userId: 0, process: undefined }] };
    const [finding] = await look([wanted("postgres", 5432)], { ...taken, holders });
    expect(finding?.title).toContain("a process of root");
    expect(finding?.fix).toContain("sudo ss -ltnp 'sport = :5432'");
  });

  it("names the container and the project that have it", async () => {
    const containers = [container("shop-db-1", "shop", 5432)];
    const [finding] = await look([wanted("postgres", 5432)], { ...taken, containers });
    expect(finding?.title).toContain("the container shop-db-1 of the project shop");
    expect(finding?.fix).toContain("docker stop shop-db-1");
  });

  describe("held in the host's network", () => {
    const own = {
      ...container("multimodal-development-web-1", "multimodal-development", 0),
      labels: {
        "com.docker.compose.project": "multimodal-development",
        "com.docker.compose.service": "web",
      },
      ports: [],
      hostNetwork: true,
    };
    const httpd = (containerId?: string): PortHolder => ({
      address: "0.0.0.0",
      userId: 0,
      process: { id: 11_114, command: "httpd", ...(containerId === undefined ? {} : { containerId }) },
    });
    const hidden: PortHolder = { address: "0.0.0.0", userId: 0, process: undefined };
    const held = (holder: PortHolder, containers: readonly Container[]): Host => ({
      listening: { "127.0.0.1 5432": "in-use" },
      holders: { 5432: [holder] },
      containers,
    });

    it.each([
      ["by its process's control group", httpd(own.id)],
      ["by being the only one there, where its process cannot be seen", hidden],
    ])("is this environment's own: %s", async (_, holder) => {
      expect(await look([wanted("web", 5432)], held(holder, [own]))).toMatchObject([{ status: "pass" }]);
    });

    it.each([
      ["a process of the machine", httpd(), [own]],
      [
        "another service's",
        hidden,
        [{ ...own, labels: { ...own.labels, "com.docker.compose.service": "db" } }],
      ],
      ["one that does not run", hidden, [{ ...own, state: "exited" as const }]],
    ])("is not, where it is %s", async (_, holder, containers) => {
      expect(await look([wanted("web", 5432)], held(holder, containers))).toMatchObject([{ status: "fail" }]);
    });

    it("by another service of this environment, which will hold it again, is found: nothing but another port helps", async () => {
      const db = { ...own, labels: { ...own.labels, "com.docker.compose.service": "db" } };
      const host = held(httpd(own.id), [db]);
      const [finding] = await look([wanted("web", 5432)], host, { inHostNetwork: ["db"] });
      expect(finding).toMatchObject({ id: "port.in-use", status: "fail" });
      expect(finding?.title).toContain("db of this environment");
      expect(finding?.fix).toMatch(/^let db listen on another port, or /u);
      // one that the files no longer put there gives it back when it is made anew
      expect(await look([wanted("web", 5432)], host)).toMatchObject([{ status: "pass" }]);
    });

    it("by a container of somebody else's is stopped as a container, never killed", async () => {
      const shop = {
        ...own,
        id: "shop-id",
        name: "shop-web-1",
        labels: { "com.docker.compose.project": "shop" },
      };
      const [finding] = await look([wanted("web", 5432)], held(httpd("shop-id"), [shop]));
      expect(finding?.title).toContain("the container shop-web-1 of the project shop");
      expect(finding?.fix).toMatch(/^docker stop shop-web-1/u);
    });
  });

  it("names another environment of this stack, and how to stop it", async () => {
    const containers = [
      container("multimodal-production-postgres-1", "multimodal-production", 5432, "0.0.0.0"),
    ];
    const [finding] = await look([wanted("postgres", 5432)], { ...taken, containers });
    expect(finding?.title).toContain("taken by production");
    expect(finding?.fix).toBe(
      "stop it: stack down production, or set POSTGRES_PORT=5433 in .env.development",
    );
  });

  it("is well when this environment's own container has it", async () => {
    const containers = [container("multimodal-development-postgres-1", "multimodal-development", 5432)];
    expect(await look([wanted("postgres", 5432)], { ...taken, containers })).toMatchObject([
      { status: "pass" },
    ]);
  });

  it("is taken by a container even where no proxy listens for it", async () => {
    const [finding] = await look([wanted("postgres", 5432)], {
      containers: [container("db", undefined, 5432)],
    });
    expect(finding).toMatchObject({ status: "fail" });
    expect(finding?.title).toContain("the container db");
  });

  it("is not taken by a container that publishes it on another address", async () => {
    const containers = [container("db", undefined, 5432, "10.0.0.5")];
    expect(await look([wanted("postgres", 5432)], { containers })).toMatchObject([{ status: "pass" }]);
  });

  it("must be free on IPv6 too when it is wanted on every address", async () => {
    const listening = { ":: 8080": "in-use" } as const;
    expect(await look([wanted("web", 8080, { address: "" })], { listening })).toMatchObject([
      { status: "fail" },
    ]);
  });

  it("needs no IPv6 on a machine without it", async () => {
    const listening = { ":: 8080": "no-such-address" } as const;
    expect(await look([wanted("web", 8080, { address: "" })], { listening })).toMatchObject([
      { status: "pass" },
    ]);
  });

  it("cannot be had on an address that this machine does not have", async () => {
    const listening = { "10.9.9.9 80": "no-such-address" } as const;
    const [finding] = await look([wanted("web", 80, { address: "10.9.9.9" })], { listening });
    expect(finding?.id).toBe("port.no-address");
  });

  it("below 1024 is looked up where a plain user cannot try it", async () => {
    const listening = { "127.0.0.1 80": "not-permitted" } as const;
    expect(await look([wanted("nginx", 80)], { listening })).toMatchObject([{ status: "pass" }]);
    const holders = { 80: [{ address: "0.0.0.0", userId: 0, process: undefined }] };
    expect(await look([wanted("nginx", 80)], { listening, holders })).toMatchObject([{ status: "fail" }]);
  });

  it("below 1024 is not for a rootless engine", async () => {
    const listening = { "127.0.0.1 80": "not-permitted" } as const;
    const [finding] = await look([wanted("nginx", 80)], { listening, engine: { rootless: true } });
    expect(finding).toMatchObject({ id: "port.privileged", status: "fail" });
    expect(finding?.fix).toContain("NGINX_PORT=8080");
  });

  it("of UDP is looked up", async () => {
    const holders = { 514: [{ address: "0.0.0.0", userId: 0, process: { id: 9, command: "rsyslogd" } }] };
    const [finding] = await look([wanted("logstash", 514, { protocol: "udp" })], { holders });
    expect(finding?.title).toContain("rsyslogd (process 9)");
  });

  it("is not judged on another machine", async () => {
    const findings = await look([wanted("postgres", 5432)], { ...taken, engine: { local: false } });
    expect(findings).toMatchObject([{ status: "skip" }]);
  });

  it("proposes no port twice, and none that is wanted", async () => {
    const listening = { "127.0.0.1 8000": "in-use", "127.0.0.1 8001": "in-use" } as const;
    const ports = [wanted("vllm", 8000), wanted("worker", 8001), wanted("proxy", 8002)];
    const findings = await look(ports, { listening });
    expect(findings.map(({ data }) => data["proposed"])).toEqual([8003, 8004]);
  });
});

describe("ranges and replicas", () => {
  const range = { from: 8000, to: 8002 };

  it("need as many free ports as there are containers", async () => {
    const listening = { "127.0.0.1 8000": "in-use" } as const;
    expect(await look([wanted("web", 8000, { ...range, count: 2 })], { listening })).toMatchObject([
      { status: "pass" },
    ]);
    const findings = await look([wanted("web", 8000, { ...range, count: 3 })], { listening });
    expect(findings).toMatchObject([{ id: "port.in-use", status: "fail", data: { port: 8000 } }]);
  });

  it("cannot share one port", async () => {
    const [finding] = await look([wanted("web", 8000, { count: 3 })]);
    expect(finding).toMatchObject({ id: "port.collision", status: "fail", data: { replicas: 3 } });
  });
});

describe("ports that the model gives out twice", () => {
  it("collide between services", async () => {
    const [finding] = await look([wanted("grafana", 3001), wanted("agents", 3001, { address: "" })]);
    expect(finding).toMatchObject({ id: "port.collision", status: "fail" });
    expect(finding?.title).toBe("grafana and agents both publish port 3001");
    expect(finding?.fix).toContain("GRAFANA_PORT or AGENTS_PORT");
  });

  it("collide within a service whose layers append", async () => {
    const [finding] = await look([
      wanted("postgres", 5432),
      wanted("postgres", 5432, { address: "0.0.0.0" }),
    ]);
    expect(finding?.title).toBe("postgres publishes port 5432 twice");
  });

  it("do not collide on different addresses, protocols or families", async () => {
    const ports = [
      wanted("a", 53, { address: "127.0.0.1" }),
      wanted("b", 53, { address: "127.0.0.2" }),
      wanted("c", 53, { protocol: "udp" }),
      wanted("d", 53, { address: "::1" }),
      wanted("e", 54, { address: "0.0.0.0" }),
      wanted("f", 54, { address: "::1" }),
    ];
    expect(await look(ports)).toMatchObject([{ status: "pass" }]);
  });
});
