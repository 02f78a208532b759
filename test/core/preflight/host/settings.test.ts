import { describe, expect, it } from "vitest";
import { judgeCpuLimits } from "../../../../src/core/preflight/engine/cpu-limit.ts";
import { judgeSettings } from "../../../../src/core/preflight/engine/engine-settings.ts";
import { hostCheck } from "../../../../src/core/preflight/host/host.ts";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { judgeMapCount, maxMapCountCheck } from "../../../../src/core/preflight/host/max-map-count.ts";
import { securityCheck } from "../../../../src/core/preflight/host/security.ts";
import { judgeShell } from "../../../../src/core/preflight/host/shell.ts";
import { answering, silent } from "../storage/engine-info.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import { partly, stoppedClock, stubFiles, stubMachine, stubWorld } from "../gpu/stub-world.ts";

const never = new AbortController().signal;

describe("CPU limits", () => {
  it("must not be above the engine's cores", () => {
    const limits = [
      { service: "vllm", cpus: 16 },
      { service: "redis", cpus: 0.5 },
    ];
    expect(judgeCpuLimits(limits, answering({ cpus: 8 }))).toMatchObject([
      { id: "cpu.limit", status: "fail", data: { service: "vllm", cpus: 8 } },
    ]);
    expect(judgeCpuLimits(limits, silent("unreachable"))).toEqual([]);
  });
});

describe("the engine's settings", () => {
  it("warn of old control groups and of a copying storage driver", () => {
    expect(judgeSettings(answering({ cgroupVersion: "1", storageDriver: "vfs" }))).toMatchObject([
      { id: "engine.cgroup-v1" },
      { id: "engine.storage-driver" },
    ]);
    expect(judgeSettings(answering())).toEqual([]);
  });
});

describe("vm.max_map_count", () => {
  it("must be high enough for Elasticsearch, and matters to no one else", () => {
    const engine = answering();
    const services = ["elasticsearch"];
    const [finding] = judgeMapCount({ services, ending: services, engine, count: 65_530 });
    expect(finding).toMatchObject({ id: "host.max-map-count", status: "fail" });
    expect(finding?.fix).toContain("sysctl -w vm.max_map_count=262144");
    expect(judgeMapCount({ services, ending: services, engine, count: 1_048_576 })).toMatchObject([
      { status: "pass" },
    ]);
    expect(judgeMapCount({ services: [], ending: [], engine, count: 1 })).toEqual([]);
    expect(
      judgeMapCount({ services, ending: services, engine: answering({ local: false }), count: 1 }),
    ).toEqual([]);
  });

  it("does not matter to an Elasticsearch whose settings tell it to read its files", async () => {
    const settings = (text: string) =>
      stubWorld({
        engine: partly<Engine>("engine", { ping: async () => answering() }),
        files: stubFiles({ "/proc/sys/vm/max_map_count": "65530\n", "/es.yml": text }),
      });
    const check = maxMapCountCheck(
      [{ service: "search", settingsFile: "/es.yml", isSingleNode: false }],
      engineObserver(),
    );
    expect(await check.run(settings("node.store.allow_mmap: false\n"), never)).toEqual([]);
    const other = maxMapCountCheck(
      [{ service: "search", settingsFile: "/es.yml", isSingleNode: false }],
      engineObserver(),
    );
    expect(await other.run(settings("# node.store.allow_mmap: false\n"), never)).toMatchObject([
      { id: "host.max-map-count", data: { services: ["search"] } },
    ]);
  });

  it.each([
    ["a cluster's node ends", false, "cluster.name: shop\n", "fail"],
    ["a node alone warns, by its variable or flag", true, "", "warn"],
    ["a node alone warns, by its settings", false, "discovery.type: single-node\n", "warn"],
  ])("is too low: %s", async (_, isSingleNode, text, status) => {
    const world = stubWorld({
      engine: partly<Engine>("engine", { ping: async () => answering() }),
      files: stubFiles({ "/proc/sys/vm/max_map_count": "65530\n", "/es.yml": text }),
    });
    const mapper = { service: "search", settingsFile: "/es.yml", isSingleNode };
    expect(await maxMapCountCheck([mapper], engineObserver()).run(world, never)).toMatchObject([
      { id: "host.max-map-count", status },
    ]);
  });
});

describe("the shell", () => {
  const needs = { variables: ["POSTGRES_PASSWORD", "LLM_PORT"], envFile: ".env.development" };

  it("is well when it sets nothing that the environment uses", () => {
    expect(judgeShell(needs, new Set(["PATH", "HOME"]))).toEqual([]);
  });

  it("is warned of, by name and never by value", () => {
    const findings = judgeShell(needs, new Set(["POSTGRES_PASSWORD", "COMPOSE_PROFILES"]));
    expect(findings.map(({ data }) => data)).toEqual([
      { variable: "POSTGRES_PASSWORD" },
      { variable: "COMPOSE_PROFILES" },
    ]);
    expect(findings[0]?.fix).toContain("--set POSTGRES_PASSWORD=…");
  });
});

describe("the host", () => {
  const fine = {
    "/proc/sys/fs/inotify/max_user_instances": "128\n",
    "/proc/sys/fs/inotify/max_user_watches": "524288\n",
    "/proc/sys/fs/file-nr": "1024\t0\t9223372036854775807\n",
    "/proc/version": "Linux version 6.12.0",
  };

  async function look(
    files: Readonly<Record<string, string>>,
    now = "2026-11-21",
    workingDirectory = "/home/ada",
  ) {
    const clock = stoppedClock(new Date(`${now}T00:00:00Z`));
    const machine = stubMachine({ workingDirectory });
    return hostCheck().run(stubWorld({ files: stubFiles(files), clock, machine }), never);
  }

  it("is well as most are, and where nothing can be read", async () => {
    expect(await look(fine)).toEqual([]);
    expect(await look({})).toEqual([]);
    expect(await look({ "/proc/sys/fs/file-nr": "nonsense" })).toEqual([]);
  });

  it("has a clock that is right to the year", async () => {
    expect(await look(fine, "1970-01-01")).toMatchObject([{ id: "host.clock", status: "warn" }]);
  });

  it("lets enough files be watched and opened", async () => {
    const low = {
      ...fine,
      "/proc/sys/fs/inotify/max_user_watches": "8192",
      "/proc/sys/fs/file-nr": "950\t0\t1000\n",
    };
    expect(await look(low)).toMatchObject([{ id: "host.inotify" }, { id: "host.open-files" }]);
  });

  it("does not keep the folder on a Windows disk", async () => {
    const wsl = { ...fine, "/proc/version": "Linux version 5.15.167.4-microsoft-standard-WSL2" };
    expect(await look(wsl, "2026-11-21", "/mnt/c/Users/ada")).toMatchObject([{ id: "host.wsl" }]);
    expect(await look(wsl)).toEqual([]);
  });
});

describe("firewall and SELinux", () => {
  const port = {
    service: "nginx",
    protocol: "tcp",
    from: 80,
    to: 80,
    count: 1,
    variable: undefined,
  } as const;
  const ufw = { "/etc/ufw/ufw.conf": "# comment\nENABLED=yes\nLOGLEVEL=low\n" };

  async function look(files: Readonly<Record<string, string>>, address: string) {
    const needs = { ports: [{ ...port, address }], mounts: [{ service: "nginx", path: "/srv/nginx.conf" }] };
    return securityCheck(needs).run(stubWorld({ files: stubFiles(files) }), never);
  }

  it("warn that ufw does not see published ports, unless they stay on this machine", async () => {
    expect(await look(ufw, "0.0.0.0")).toMatchObject([{ id: "host.firewall", status: "warn" }]);
    expect(await look(ufw, "127.0.0.1")).toEqual([]);
    expect(await look({ "/etc/ufw/ufw.conf": "ENABLED=no\n" }, "")).toEqual([]);
  });

  it("warn of labels where both the system and the engine enforce them", async () => {
    const enforcing = {
      "/sys/fs/selinux/enforce": "1",
      "/etc/docker/daemon.json": '{ "selinux-enabled": true }',
    };
    expect(await look(enforcing, "127.0.0.1")).toMatchObject([{ id: "host.selinux" }]);
    expect(await look({ "/sys/fs/selinux/enforce": "1" }, "127.0.0.1")).toEqual([]);
  });
});
