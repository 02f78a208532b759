import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ConfigService } from "../../../../src/core/environment/config-schema.ts";
import { hostSources } from "../../../../src/features/rehearsal/model/rehearse-mounts.ts";
import { rehearse } from "../../../../src/features/rehearsal/model/rehearse.ts";
import type { RehearsalOptions } from "../../../../src/features/rehearsal/model/rehearsal.ts";
import {
  type Performance,
  readPerformance,
} from "../../../../src/features/rehearsal/stand-in/performance.ts";
import { fixture, loadedFrom, loadedServices, options } from "../../../core/plan/loaded-model.ts";

const shop = loadedFrom(fixture("shop.config.yaml"));
const sources: RehearsalOptions["sources"] = new Map([
  ["/srv/shop/configs/run.sh", "file"],
  ["/srv/dumps", "directory"],
  ["/etc/localtime", "file"],
  ["/", "directory"],
  ["/var/run/docker.sock", "other"],
  ["/srv/shop/missing", "absent"],
  ["/srv/shop/db.txt", "file"],
]);
const rehearsed = rehearse(shop, { ...options, sources });
const { services } = rehearsed.loaded.document;

describe("a rehearsal", () => {
  test("is a project of its own, whose networks and volumes carry its name", () => {
    const written: unknown = parse(rehearsed.yaml);
    expect(written).toMatchObject({
      name: "shop-staging-rehearsal",
      networks: {
        back: { name: "shop-staging-rehearsal_back", internal: true },
        front: {
          name: "shop-staging-rehearsal_front",
          driver_opts: { "com.docker.network.driver.mtu": "1400" },
        },
        shared: { name: "shop-staging-rehearsal_shared" },
      },
      volumes: { data: { name: "shop-staging-rehearsal_data" } },
    });
    expect(rehearsed.yaml).not.toMatch(/external|br-shop|10\.9\.0|\/srv\/pg|company-net|shop-staging_/u);
  });

  test("says what this host is not asked for, and why", () => {
    const said = rehearsed.dropped.map(({ service, what }) => `${service ?? "-"}: ${what}`).sort();
    expect(said).toMatchInlineSnapshot(`
      [
        "-: addresses of network back",
        "-: driver of volume data",
        "-: network shared (external)",
        "-: secret vault",
        "database: container_name: shop-database",
        "database: memory limit of 64.0 MiB",
        "database: mount /etc/localtime at /etc/localtime",
        "database: ulimits",
        "database: user postgres",
        "database: variable LD_PRELOAD",
        "gpu-metrics: gpus",
        "metrics: mount / at /host",
        "metrics: pid: host",
        "model: GPU reservation",
        "model: devices",
        "model: ipc: host",
        "model: limit of 64 CPUs",
        "model: memory limit of 900 GiB",
        "model: memory reservation of 800 GiB",
        "model: privileged",
        "model: runtime: nvidia",
        "web: capability SYS_ADMIN",
        "web: labels",
        "web: mount /srv/shop/missing at /opt/missing",
        "web: mount /var/run/docker.sock at /var/run/docker.sock",
        "web: security_opt",
      ]
    `);
    expect(rehearsed.dropped.every(({ why }) => why.length > 10)).toBe(true);
  });

  test("keeps replicas, dependencies, published ports, check timings and one's own secrets", () => {
    expect(services["model"]?.deploy).toEqual({ replicas: 2 });
    expect(services["web"]?.depends_on).toEqual(shop.document.services["web"]?.depends_on);
    expect(services["web"]?.ports).toEqual(shop.document.services["web"]?.ports);
    expect(services["database"]?.healthcheck).toEqual(shop.document.services["database"]?.healthcheck);
    expect(services["database"]?.secrets).toEqual([{ source: "db", target: "/run/secrets/db" }]);
    expect(rehearsed.loaded.document.configs["banner"]?.content).toBe("costs 5$$");
  });

  test("runs nothing but stand-ins, without a shell where the image has none", () => {
    const images = Object.fromEntries(Object.entries(services).map(([name, { image }]) => [name, image]));
    expect(images).toEqual({
      chat: "stand-in:1",
      database: "stand-in:1",
      "gpu-metrics": "stand-in:1-no-shell",
      metrics: "stand-in:1",
      migrate: "stand-in:1",
      model: "stand-in:1",
      web: "stand-in:1",
    });
    expect(
      Object.values(services).every((service) => service.pull_policy === "never" && !service.build),
    ).toBe(true);
  });

  test("starts the stand-in with the real program's words", () => {
    expect(services["model"]?.entrypoint).toEqual(["/stand-in/serve"]);
    expect(services["model"]?.command).toEqual(shop.document.services["model"]?.command);
  });

  test("runs a mounted wrapper for real, and lets it hand over to the stand-in", () => {
    expect(services["web"]?.entrypoint).toEqual([
      "/bin/sh",
      "/opt/run.sh",
      "KEY={key}",
      "--",
      "/stand-in/serve",
    ]);
    expect(services["web"]?.command).toEqual(["node", "server.js"]);
  });

  test("mounts the environment's own files to be read only, and nothing of the host's system", () => {
    expect(services["web"]?.volumes).toEqual([bind("/srv/shop/configs/run.sh", "/opt/run.sh")]);
    expect(services["metrics"]?.volumes).toBeUndefined();
    expect(services["database"]?.volumes).toEqual([
      { type: "volume", source: "data", target: "/var/lib/postgresql/data", read_only: false },
      bind("/srv/dumps", "/dumps"),
    ]);
    expect([...sources.keys()].sort()).toEqual([...hostSources(shop.document)].sort());
  });

  test("goes without a secret whose file is not there, such as another environment's", () => {
    const absent = new Map([...sources, ["/srv/shop/db.txt", "absent"] as const]);
    const { loaded, dropped } = rehearse(shop, { ...options, sources: absent });
    expect(loaded.document.secrets).toEqual({});
    expect(loaded.document.services["database"]?.secrets).toEqual([]);
    const why = "/srv/shop/db.txt does not exist";
    expect(dropped).toContainEqual({ service: undefined, what: "secret db", why });
  });

  test("leaves out what would be mounted within a folder that is read-only, unless its place is there", () => {
    const web = {
      image: "node:22",
      volumes: [
        { type: "bind", source: "/srv/shop/src", target: "/app" },
        { type: "volume", target: "/app/node_modules" },
        { type: "volume", target: "/app/cache", source: "data" },
        { type: "tmpfs", target: "/app/cache/deep" },
      ],
    };
    const loaded = loadedServices({ web });
    expect(hostSources(loaded.document)).toContain("/srv/shop/src/node_modules");
    const there: RehearsalOptions["sources"] = new Map([
      ["/srv/shop/src", "directory"],
      ["/srv/shop/src/node_modules", "absent"],
      ["/srv/shop/src/cache", "directory"],
    ]);
    const { dropped, loaded: staged } = rehearse(loaded, { ...options, sources: there });
    expect(staged.document.services["web"]?.volumes?.map(({ target }) => target)).toEqual([
      "/app",
      "/app/cache",
      "/app/cache/deep",
    ]);
    expect(dropped).toContainEqual(
      expect.objectContaining({ what: "mount volume at /app/node_modules", service: "web" }),
    );
  });

  test("mounts nothing of this machine where the engine is another", () => {
    const away = rehearse(shop, { ...options, sources, engine: { ...options.engine, local: false } });
    const mounted = Object.values(away.loaded.document.services).flatMap(({ volumes }) => volumes ?? []);
    expect(mounted.map(({ type }) => type)).toEqual(["volume"]);
  });

  test("leaves a bare program in a check alone, and finds one named by its usual path", () => {
    expect(services["model"]?.healthcheck?.test?.[1]).toBe("/stand-in/tools/curl/curl");
    expect(checkOf("qdrant/qdrant:v1", ["CMD", "/usr/bin/curl", "-f", "x"])?.[1]).toBe("/usr/bin/curl");
    expect(checkOf("ghcr.io/berriai/litellm:v1", ["CMD", "/app/.venv/bin/python", "-c", "x"])?.[1]).toBe(
      "/stand-in/tools/python/python",
    );
    expect(checkOf("redis:8", ["CMD-SHELL", "/usr/local/bin/redis-cli ping | /bin/grep -q PONG"])?.[1]).toBe(
      "/stand-in/tools/redis-cli/redis-cli ping | /stand-in/tools/grep/grep -q PONG",
    );
  });

  test("replaces the check of an unknown image, and says that it is not judged", () => {
    expect(services["web"]?.healthcheck).toEqual({ test: ["CMD", "/stand-in/answering"], interval: "5s" });
    expect(rehearsed.notJudged).toEqual([
      { service: "migrate", image: "shop/migrate:1" },
      { service: "web", image: "built here" },
    ]);
  });

  test("runs the check that an image brings itself, where the service declares none", () => {
    expect(services["chat"]?.healthcheck?.test?.[1]).toContain("$${PORT:-8080}/health");
  });

  test("tells a stand-in to listen where the real program would, and to end where others wait for its end", () => {
    expect(ordersOf(services["model"]).ports.map(({ port }) => port)).toEqual([8100]);
    expect(ordersOf(services["web"]).ports.map(({ port }) => port)).toEqual([3000, 9229]);
    expect(ordersOf(services["migrate"]).ends).toBe(true);
    expect(ordersOf(services["web"]).ends).toBe(false);
  });

  test("never takes a service for a one-shot because nothing restarts it, and nothing asks it", () => {
    const bare = { cache: { image: "redis:7.4.2" }, worker: { image: "shop/worker:1", restart: "no" } };
    const { document } = rehearse(loadedServices(bare), options).loaded;
    expect(["cache", "worker"].map((name) => ordersOf(document.services[name]).ends)).toEqual([false, false]);
  });

  test("lists the served model, as the flags name it", () => {
    const [port] = ordersOf(services["model"]).ports;
    const models = port?.speaks === "http" ? port.paths.find(({ path }) => path === "/v1/models") : undefined;
    expect(models?.body).toBe('{"object":"list","data":[{"id":"chat","object":"model"}]}');
  });

  test("gives a container the programs its image has on its PATH, and no variable that changes the stand-in", () => {
    expect(services["database"]?.environment?.["PATH"]).toContain("/stand-in/tools/pg_isready:");
    expect(services["database"]?.environment?.["PATH"]).not.toContain("curl");
    expect(services["gpu-metrics"]?.environment?.["PATH"]).toBe("");
    expect(services["database"]?.environment).not.toHaveProperty("LD_PRELOAD");
    expect(services["database"]?.environment?.["PRICE"]).toBe("5$$");
  });

  test("uses a number for a user whom only the real image knows", () => {
    expect(services["database"]).toMatchObject({ user: "1000" });
    expect(services["metrics"]).toMatchObject({ user: "65534:65534" });
  });
});

describe("faults", () => {
  test("an out-of-memory stand-in gets a small limit, memory and swap together", () => {
    const { document } = faulty("model", { loadMs: 0, fault: "oom" });
    expect(document.services["model"]?.deploy?.resources?.limits?.memory).toBe("134217728");
    expect(document.services["model"]).toMatchObject({ memswap_limit: "134217728" });
  });

  test("an unhealthy one is found out within seconds, however long its start period", () => {
    const { document } = faulty("database", { loadMs: 0, fault: "unhealthy" });
    expect(document.services["database"]?.healthcheck).not.toHaveProperty("start_period");
    expect(document.services["database"]?.healthcheck?.interval).toBe("1s");
  });

  test("loading and a fault reach the stand-in's orders", () => {
    const { document } = faulty("model", { loadMs: 90_000, fault: "crash" });
    expect(ordersOf(document.services["model"])).toMatchObject({ loadMs: 90_000, fault: "crash" });
    expect(ordersOf(document.services["database"])).toMatchObject({ loadMs: 0 });
  });
});

function faulty(
  service: string,
  request: Omit<RehearsalOptions["requests"][number], "service">,
): typeof shop {
  return rehearse(shop, { ...options, sources, requests: [{ service, ...request }] }).loaded;
}

function bind(source: string, target: string): unknown {
  return { type: "bind", source, target, read_only: true, bind: { create_host_path: false } };
}

function checkOf(image: string, check: readonly string[]): readonly string[] | undefined {
  const loaded = loadedServices({ only: { image, healthcheck: { test: check } } });
  return rehearse(loaded, options).loaded.document.services["only"]?.healthcheck?.test;
}

/** As the container gets them: Compose halves the `$`. */
function ordersOf(service: ConfigService | undefined): Performance {
  return readPerformance({ STACK_STAND_IN: service?.environment?.["STACK_STAND_IN"]?.replaceAll("$$", "$") });
}
