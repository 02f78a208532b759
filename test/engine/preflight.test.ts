import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Check, Finding } from "../../src/core/preflight/check.ts";
import { composeCheck, composeObserver } from "../../src/core/preflight/engine/compose-version.ts";
import { diskCheck } from "../../src/core/preflight/storage/disk.ts";
import { engineCheck } from "../../src/core/preflight/engine/docker.ts";
import { engineObserver, imagesObserver } from "../../src/core/preflight/engine/observe-engine.ts";
import { memoryCheck } from "../../src/core/preflight/host/memory.ts";
import { portCheck } from "../../src/core/preflight/port/port.ts";
import { preflight } from "../../src/core/preflight/preflight.ts";
import type { WantedPort } from "../../src/core/preflight/port/wanted-ports.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { freePort } from "./free-port.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { secondEngine } from "./second-engine.ts";
import type { SecondEngine } from "./second-engine.ts";

const isRoot = process.getuid?.() === 0;

/** What a check finds on this machine, with the engine at `host` or, without one, the usual one. */
async function find(check: Check, host?: string): Promise<readonly Finding[]> {
  const before = process.env["DOCKER_HOST"];
  if (host !== undefined) process.env["DOCKER_HOST"] = host;
  try {
    const world = createWorld(undefined);
    return (await preflight(world, [check], new AbortController().signal)).findings;
  } finally {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
  }
}

describe("the engine and Compose of this machine", () => {
  test("are well", async () => {
    expect(await find(engineCheck(engineObserver()))).toMatchObject([{ id: "engine.ready", status: "pass" }]);
    expect(await find(composeCheck(composeObserver()))).toMatchObject([
      { id: "compose.ready", status: "pass" },
    ]);
  });
});

describe("a port that is wanted", () => {
  const name = `preflight-test-${String(process.pid)}`;

  function wanting(port: number, project = name): Check {
    const wanted: WantedPort = {
      service: "postgres",
      address: "127.0.0.1",
      protocol: "tcp",
      variable: "POSTGRES_PORT",
      from: port,
      to: port,
      count: 1,
    };
    const siblings = [{ project: `${name}-production`, name: "production", stop: "stack down production" }];
    return portCheck({ ports: [wanted], project, siblings, envFile: ".env" }, engineObserver());
  }

  async function listening(server: ReturnType<typeof createServer>): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return addressOf(server.address()).port;
  }

  function addressOf(address: string | AddressInfo | null): AddressInfo {
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address;
  }

  async function publishing(port: number, labels: readonly string[] = []): Promise<void> {
    const flags = labels.flatMap((label) => ["--label", label]);
    const publish = `127.0.0.1:${String(port)}:80`;
    await execa("docker", [
      "run",
      "-d",
      "--rm",
      "--name",
      name,
      "-p",
      publish,
      ...flags,
      busybox,
      "sleep",
      "60",
    ]);
  }

  async function removed(): Promise<void> {
    await execa("docker", ["rm", "-f", name], { reject: false });
  }

  beforeAll(ensureBusybox);
  afterAll(removed);

  test("is free when nobody listens", async () => {
    expect(await find(wanting(await freePort()))).toMatchObject([{ status: "pass" }]);
  });

  test("is held by a process, which is named, and a free one is proposed", async () => {
    const server = createServer();
    const port = await listening(server);
    const [finding] = await find(wanting(port));
    await new Promise((resolve) => server.close(resolve));
    expect(finding).toMatchObject({ id: "port.in-use", data: { holder: { processId: process.pid } } });
    const proposed = Number(finding?.data["proposed"]);
    expect(proposed).toBeGreaterThan(port);
    expect(await find(wanting(proposed))).toMatchObject([{ status: "pass" }]);
  });

  test("is held by a container, which is named", async () => {
    const port = await freePort();
    await publishing(port);
    const findings = await find(wanting(port));
    await removed();
    expect(findings).toMatchObject([
      { id: "port.in-use", status: "fail", data: { holder: { container: name } } },
    ]);
  });

  test("is held by another environment, or by this one, where it belongs", async () => {
    const port = await freePort();
    await publishing(port, [`com.docker.compose.project=${name}-production`]);
    const [finding] = await find(wanting(port));
    const own = await find(wanting(port, `${name}-production`));
    await removed();
    expect(finding?.title).toContain("taken by production");
    expect(finding?.fix).toContain("stack down production");
    expect(own).toMatchObject([{ status: "pass" }]);
  });
});

describe.runIf(isRoot)("an engine that has trouble", () => {
  let engine: SecondEngine;

  beforeAll(async () => {
    engine = await secondEngine();
  });
  afterAll(async () => engine[Symbol.asyncDispose]());

  test("is not running, when it was stopped", async () => {
    await engine.stop();
    const findings = await find(engineCheck(engineObserver()), engine.host);
    await engine.start();
    expect(findings).toMatchObject([{ id: "engine.not-running", status: "fail" }]);
    expect(await find(engineCheck(engineObserver()), engine.host)).toMatchObject([{ id: "engine.ready" }]);
  });

  test("is said to hang, when it takes connections and never answers", async () => {
    await engine.signal("STOP");
    const findings = await find(engineCheck(engineObserver()), engine.host);
    await engine.signal("CONT");
    expect(findings).toMatchObject([{ id: "engine.hanging", status: "fail" }]);
  });

  test("may not be used by another user, who is told the ways out", async () => {
    await execa("chmod", ["755", engine.folder]);
    process.seteuid?.(65_534);
    const findings = await find(engineCheck(engineObserver()), engine.host).finally(() =>
      process.seteuid?.(0),
    );
    expect(findings).toMatchObject([{ id: "engine.permission", status: "fail" }]);
    expect(findings[0]?.fix).toContain("usermod -aG docker");
  });

  test("has what memory the machine has", async () => {
    const check = memoryCheck({ requiredBytes: 2 ** 60, project: "preflight-none" }, engineObserver());
    expect(await find(check, engine.host)).toMatchObject([{ id: "memory.total", status: "fail" }]);
  });
});

describe.runIf(isRoot)("a disk that is nearly full", () => {
  test("is measured where the engine keeps its data", async () => {
    await using engine = await secondEngine(smallDisk);
    const needs = { requiredBytes: 60 * 1024 ** 3, images: ["not/here:1"] };
    const check = diskCheck(needs, engineObserver(), imagesObserver(needs.images));
    const [finding] = await find(check, engine.host);
    expect(finding).toMatchObject({
      id: "disk.free",
      status: "fail",
      data: { path: `${engine.folder}/data` },
    });
    expect(finding?.data["freeBytes"]).toBeLessThan(256 * 1024 ** 2);
  });

  async function smallDisk(folder: string): Promise<void> {
    const script = `truncate -s 256M disk.img && mkfs.ext4 -q disk.img && mkdir data && mount -o loop disk.img data`;
    await execa("sh", ["-c", script], { cwd: folder });
  }
});
