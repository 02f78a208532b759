import { createServer } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { EngineEvent, PullProgress } from "../../../src/world/engine/engine.ts";
import { nodeEngine } from "../../../src/world/engine/node-engine.ts";
import { exited, fakeProcesses } from "../fake-processes.ts";
import { stubEngine } from "../stub-engine.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const never = new AbortController().signal;

function engineAt(url: string) {
  return nodeEngine({ environment: { DOCKER_HOST: url }, homeDirectory: "/nowhere" }, fakeProcesses());
}

describe("an engine that cannot be reached", () => {
  it("is told with its address and the reason", async () => {
    expect(await engineAt("unix:///no/such.sock").ping(2000)).toEqual({
      kind: "failed",
      error: { kind: "unreachable", message: "unix:///no/such.sock: no such file or directory" },
    });
    expect(await engineAt("tcp://127.0.0.1:1").ping(2000)).toMatchObject({
      error: { kind: "unreachable", message: "tcp://127.0.0.1:1: connection refused" },
    });
  });

  it("by a nonsensical address is told, not thrown", async () => {
    expect(await engineAt("tcp://::nonsense::").ping(2000)).toMatchObject({
      error: { kind: "unreachable" },
    });
  });

  it("is told when something else listens there", async () => {
    const path = join(await temporaryFolder(), "other.sock");
    const server = createServer((socket) => socket.end("hello\r\n")).listen(path);
    onTestFinished(() => {
      server.close();
    });
    expect(await engineAt(`unix://${path}`).ping(2000)).toMatchObject({ error: { kind: "unreachable" } });
  });

  it("is told with its answer where that is no engine's and says nothing", async () => {
    const path = join(await temporaryFolder(), "silent.sock");
    const server = createServer((socket) => {
      socket.on("data", () => socket.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    }).listen(path);
    onTestFinished(() => {
      server.close();
    });
    const answer = await engineAt(`unix://${path}`).volumes(undefined);
    expect(answer.kind === "failed" ? answer.error.message : answer).toContain("404");
  });

  it("is tried again by the next call", async () => {
    const path = join(await temporaryFolder(), "late.sock");
    const engine = engineAt(`unix://${path}`);
    expect(await engine.volumes(undefined)).toMatchObject({ error: { kind: "unreachable" } });
    const server = createServer((socket) => {
      const head = "HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\n";
      const body = '{"Volumes":null}';
      socket.on("data", () => socket.write(`${head}Content-Length: ${String(body.length)}\r\n\r\n${body}`));
    }).listen(path);
    onTestFinished(() => {
      server.close();
    });
    expect(await engine.volumes(undefined)).toEqual({ kind: "ok", value: [] });
  });
});

describe("what an engine lists in the order of a map", () => {
  it("is told by name: volumes and networks", async () => {
    const { engine } = await stubEngine((request, response) => {
      response.end(request.url?.includes("volumes") === true ? volumes : networks);
    });
    const named = (name: string) => ({ Name: name, Id: name, Labels: null, Driver: "local", Options: null });
    const volumes = JSON.stringify({
      Volumes: [named("shop_files"), named("shop_beside"), named("Shop_old")],
    });
    const networks = JSON.stringify([named("shop_front"), named("shop_back")]);
    const names = (answer: {
      readonly kind: string;
      readonly value?: readonly { readonly name: string }[];
    }) => answer.value?.map(({ name }) => name);
    expect(names(await engine.volumes(undefined))).toEqual(["Shop_old", "shop_beside", "shop_files"]);
    expect(names(await engine.networks(undefined))).toEqual(["shop_back", "shop_front"]);
  });
});

describe("an engine that hangs", () => {
  it("is given up after the time allowed, before and after it has said hello", async () => {
    const path = join(await temporaryFolder(), "silent.sock");
    const server = createServer(() => undefined).listen(path);
    onTestFinished(() => {
      server.close();
    });
    expect(await engineAt(`unix://${path}`).ping(50)).toMatchObject({ error: { kind: "timed-out" } });
    const { engine } = await stubEngine(() => undefined);
    expect(await engine.ping(50)).toMatchObject({ error: { kind: "timed-out" } });
  });

  it("ends an exec after its time, and as aborted by the signal", async () => {
    const { engine } = await stubEngine(() => undefined);
    const request = { containerId: "c", command: ["true"] };
    expect(await engine.exec({ ...request, timeoutMs: 50, signal: never })).toEqual({
      kind: "ok",
      value: { kind: "timed-out", stdout: "", stderr: "" },
    });
    const controller = new AbortController();
    const running = engine.exec({ ...request, timeoutMs: 60_000, signal: controller.signal });
    setImmediate(() => {
      controller.abort();
    });
    expect(await running).toMatchObject({ error: { kind: "aborted" } });
  });
});

describe("what the engine answers", () => {
  it("is asked for in the newest version both sides know", async () => {
    const older = await stubEngine((_, response) => response.end("[]"), { apiVersion: "1.41" });
    await older.engine.networks(undefined);
    const newer = await stubEngine((_, response) => response.end("[]"), { apiVersion: "1.60" });
    await newer.engine.networks(undefined);
    expect(older.asked[0]).toMatch(/^GET \/v1\.41\//);
    expect(newer.asked[0]).toMatch(/^GET \/v1\.48\//);
  });

  it("when it refuses is its own message, word for word", async () => {
    const { engine } = await stubEngine((_, response) =>
      response.writeHead(500).end('{"message":"driver failed: port is already allocated"}'),
    );
    expect(await engine.start("c")).toEqual({
      kind: "failed",
      error: { kind: "refused", status: 500, message: "driver failed: port is already allocated" },
    });
  });

  it("that something is so already is no failure", async () => {
    const { engine } = await stubEngine((_, response) => response.writeHead(304).end());
    expect(await engine.start("c")).toEqual({ kind: "ok", value: "already-running" });
    expect(await engine.stop("c", 1)).toEqual({ kind: "ok", value: "already-stopped" });
  });

  it("of an unknown form is told, not thrown", async () => {
    const { engine } = await stubEngine((_, response) => response.end('{"Id":17}'));
    expect(await engine.inspect("c")).toMatchObject({ error: { kind: "refused", status: 200 } });
  });

  it("that breaks off is a failure", async () => {
    const { engine } = await stubEngine((_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("[");
      setImmediate(() => response.destroy());
    });
    expect(await engine.networks(undefined)).toMatchObject({ error: { kind: "unreachable" } });
  });

  it("is filtered by the project's label", async () => {
    const { engine, asked } = await stubEngine((_, response) => response.end("[]"));
    await engine.containers({ project: "shop-dev" });
    const filters = '{"label":["com.docker.compose.project=shop-dev"]}';
    expect(asked).toEqual([`GET /v1.45/containers/json?all=true&filters=${filters}`]);
  });

  it("uses one connection for many calls", async () => {
    const connections = new Set<unknown>();
    const { engine } = await stubEngine((request, response) => {
      connections.add(request.socket);
      response.end("[]");
    });
    for (let round = 0; round < 5; round += 1) await engine.networks(undefined);
    expect(connections.size).toBe(1);
  });
});

describe("events", () => {
  it("come one a line, however they arrive, until the engine cuts the stream", async () => {
    const line = JSON.stringify({
      Type: "container",
      Action: "health_status: healthy",
      Actor: { ID: "abc", Attributes: { "com.docker.compose.service": "db" } },
      time: 1767323045,
      timeNano: 1767323045678901200,
    });
    const { engine } = await stubEngine((_, response) => {
      response.write(line.slice(0, 20));
      setImmediate(() => response.write(`${line.slice(20)}\n`, () => response.destroy()));
    });
    const events: EngineEvent[] = [];
    const options = { project: "p", since: new Date(0), signal: never };
    expect(await engine.events(options, (event) => events.push(event))).toEqual({
      kind: "ok",
      value: "ended",
    });
    expect(events).toEqual([
      {
        at: new Date("2026-01-02T03:04:05.678Z"),
        action: "health_status: healthy",
        containerId: "abc",
        service: "db",
        attributes: { "com.docker.compose.service": "db" },
      },
    ]);
  });

  it("end with the signal", async () => {
    const controller = new AbortController();
    const { engine } = await stubEngine((_, response) => {
      response.flushHeaders();
      setImmediate(() => {
        controller.abort();
      });
    });
    const options = { project: "p", since: new Date(0), signal: controller.signal };
    expect(await engine.events(options, () => undefined)).toEqual({ kind: "ok", value: "ended" });
  });
});

async function homeWithConfig(config: object): Promise<string> {
  const home = await temporaryFolder();
  await mkdir(join(home, ".docker"));
  await writeFile(join(home, ".docker/config.json"), JSON.stringify(config));
  return home;
}

/** What X-Registry-Auth says of a pull, by config.json. */
async function loginSent(config: object, reference: string, secret?: object): Promise<unknown> {
  let header: unknown;
  const home = await homeWithConfig(config);
  const result = exited(secret === undefined ? "credentials not found" : JSON.stringify(secret), {
    exitCode: secret === undefined ? 1 : 0,
  });
  const processes = [{ command: "docker-credential-vault", args: ["get"], result }];
  const { engine } = await stubEngine(
    (request, response) => {
      header = request.headers["x-registry-auth"];
      response.end('{"status":"done"}\n');
    },
    { home, processes },
  );
  await engine.pull({ reference, signal: never }, () => undefined);
  return typeof header === "string" ? JSON.parse(decodedAsTheEngineDoes(header)) : undefined;
}

/** Go takes no base64 without its padding. */
function decodedAsTheEngineDoes(header: string): string {
  if (header.length % 4 !== 0) throw new Error("illegal base64 data");
  return Buffer.from(header, "base64url").toString();
}

const auth = Buffer.from("ann:pa:ss").toString("base64");

describe("pulling an image", () => {
  it("adds up the bytes of its layers", async () => {
    const lines = [
      { status: "Pulling fs layer", id: "a" },
      { status: "Downloading", id: "a", progressDetail: { current: 10, total: 100 } },
      { status: "Downloading", id: "b", progressDetail: { current: 5, total: 50 } },
      { status: "Download complete", id: "b" },
      { status: "Extracting", id: "a", progressDetail: { current: 1, total: 100 } },
      { status: "Status: Downloaded newer image for x" },
    ];
    const { engine, asked } = await stubEngine((_, response) =>
      response.end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join("")),
    );
    const seen: PullProgress[] = [];
    const answer = await engine.pull(
      { reference: "redis", platform: "linux/arm64", signal: never },
      (progress) => seen.push(progress),
    );
    expect(answer).toEqual({ kind: "ok", value: "pulled" });
    expect(asked).toEqual(["POST /v1.45/images/create?fromImage=redis:latest&platform=linux/arm64"]);
    expect(seen.map(({ currentBytes, totalBytes }) => [currentBytes, totalBytes])).toEqual([
      [0, 0],
      [10, 100],
      [15, 150],
      [60, 150],
      [150, 150],
      [150, 150],
    ]);
  });

  it("that fails on the way keeps the engine's message", async () => {
    const message = "toomanyrequests: You have reached your pull rate limit";
    const { engine } = await stubEngine((_, response) =>
      response.end(`{"status":"Pulling"}\n${JSON.stringify({ errorDetail: { message }, error: message })}\n`),
    );
    expect(await engine.pull({ reference: "redis:7", signal: never }, () => undefined)).toMatchObject({
      error: { kind: "refused", message },
    });
  });

  it("that is cut off or aborted is a failure", async () => {
    const cut = await stubEngine((_, response) => {
      response.write('{"status":"Pulling"}\n');
      setImmediate(() => response.destroy());
    });
    const request = { reference: "redis:7", signal: never };
    expect(await cut.engine.pull(request, () => undefined)).toMatchObject({
      error: { kind: "unreachable" },
    });
    const controller = new AbortController();
    const slow = await stubEngine((_, response) => response.write('{"status":"Pulling"}\n'));
    const aborted = await slow.engine.pull({ ...request, signal: controller.signal }, () => {
      controller.abort();
    });
    expect(aborted).toMatchObject({ error: { kind: "aborted" } });
  });

  it("sends the login that config.json has for its registry", async () => {
    const auths = { "https://index.docker.io/v1/": { auth }, "https://registry.box:5000": { auth } };
    const login = { username: "ann", password: "pa:ss" };
    expect(await loginSent({ auths }, "redis:7")).toEqual({
      ...login,
      serveraddress: "https://index.docker.io/v1/",
    });
    expect(await loginSent({ auths }, "registry.box:5000/a/b:1")).toEqual({
      ...login,
      serveraddress: "registry.box:5000",
    });
    expect(await loginSent({ auths }, "ghcr.io/a/b:1")).toBeUndefined();
  });

  it("asks the credential helper, whose secret may be a token", async () => {
    const config = { credsStore: "vault" };
    expect(await loginSent(config, "redis:7", { Username: "ann", Secret: "s" })).toMatchObject({
      username: "ann",
    });
    expect(await loginSent(config, "redis:7", { Username: "<token>", Secret: "t" })).toMatchObject({
      identitytoken: "t",
    });
    expect(
      await loginSent({ credHelpers: { "ghcr.io": "vault" } }, "ghcr.io/a:1", { Username: "u", Secret: "s" }),
    ).toMatchObject({ username: "u", serveraddress: "ghcr.io" });
    expect(await loginSent(config, "redis:7")).toBeUndefined();
  });

  it("says which helper is missing", async () => {
    const home = await homeWithConfig({ credsStore: "desktop" });
    const processes = [{ command: "docker-credential-desktop", result: { kind: "not-found" } }] as const;
    const { engine } = await stubEngine(() => undefined, { home, processes });
    const answer = await engine.pull({ reference: "redis", signal: never }, () => undefined);
    expect(answer.kind === "failed" && answer.error.message).toContain("docker-credential-desktop");
  });
});

describe("loading an archive", () => {
  it("sends it whole, and a missing one is not taken for a missing engine", async () => {
    const path = join(await temporaryFolder(), "image.tar");
    await writeFile(path, "x".repeat(200_000));
    let received = 0;
    const { engine } = await stubEngine((request, response) => {
      request.on("data", (chunk: Buffer) => (received += chunk.length));
      request.on("end", () => response.end('{"stream":"Loaded image"}\n'));
    });
    expect(await engine.load(path, never)).toEqual({ kind: "ok", value: "loaded" });
    expect(received).toBe(200_000);
    expect(await engine.load(`${path}.none`, never)).toMatchObject({
      error: { kind: "refused", message: `${path}.none: no such file or directory` },
    });
  });
});

describe("an image", () => {
  it("is told with what is run of it, where its id stands for more", async () => {
    const manifest = (ID: string, Kind: string, Available = true) => ({ ID, Kind, Available });
    const { engine, asked } = await stubEngine(
      (_, response) => {
        const Manifests = [
          manifest("sha256:amd64", "image"),
          manifest("sha256:arm64", "image", false),
          manifest("sha256:provenance", "attestation"),
        ];
        response.end(JSON.stringify({ Id: "sha256:index", Size: 1, RepoDigests: [], Manifests }));
      },
      { apiVersion: "1.51" },
    );
    const answer = await engine.image("shop/web:1");
    expect(answer).toMatchObject({ value: { id: "sha256:index", manifestIds: ["sha256:amd64"] } });
    expect(asked).toEqual(["GET /v1.48/images/shop/web:1/json?manifests=true"]);
  });
});
