import { createServer as createWebServer } from "node:http";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsIn, serviceIn, statesIn } from "../program/stream.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { secondEngine } from "./second-engine.ts";
import type { SecondEngine } from "./second-engine.ts";
import { answers, idles, listens } from "./services.ts";
import { testProject } from "./test-project.ts";

let engine: SecondEngine;
let line: Server;
/** A `docker context` that leads there by TCP: no address of that engine's containers can be reached from here. */
let context: Readonly<Record<string, string>>;

beforeAll(async () => {
  await ensureBusybox();
  engine = await secondEngine();
  const archive = join(engine.folder, "busybox.tar");
  await execa("docker", ["save", busybox, "--output", archive]);
  await execa("docker", ["--host", engine.host, "load", "--input", archive]);
  line = createServer((here) => {
    const there = connect(engine.host.replace("unix://", ""));
    here.pipe(there).pipe(here);
    here.on("error", () => there.destroy());
    there.on("error", () => here.destroy());
  });
  context = { DOCKER_CONFIG: join(engine.folder, "config"), DOCKER_CONTEXT: "far-away", DOCKER_HOST: "" };
  const host = `host=tcp://127.0.0.1:${String(await listeningPort(line))}`;
  const made = ["context", "create", "far-away", "--docker", host];
  await execa("docker", made, { env: { ...context, DOCKER_CONTEXT: "" } });
});
afterAll(async () => {
  line.close();
  await engine[Symbol.asyncDispose]();
});

describe.runIf(process.getuid?.() === 0)("an engine behind a docker context", () => {
  test("proves each service from within its container, and takes it down again", async () => {
    const page = { http: { port: 8080, path: "/", contains: "welcome" } };
    const project = await testProject({
      compose: {
        services: {
          checked: answers(),
          echo: listens(),
          page: answers({ "x-stack": { probe: page }, healthcheck: { disable: true } }, 2),
        },
      },
    });
    const up = await project.stackWith(context, "up", "demo", "--json");
    expect(statesIn(up.stdout), up.stderr).toEqual({ checked: "ready", echo: "ready", page: "ready" });
    expect(up.exitCode).toBe(0);
    const proofs = eventsIn(up.stdout).filter(({ type }) => type === "service-proven");
    expect(Object.fromEntries(proofs.map((event) => [event["service"], event["proof"]]))).toEqual({
      checked: "its health check",
      echo: "port 8080",
      page: "GET /",
    });
    expect(serviceIn(up.stdout, "page").readyMs).toBeGreaterThanOrEqual(1_000);
    const down = await project.stackWith(context, "down", "demo", "--yes");
    expect([down.exitCode, await containersOf(project.name)], down.stderr).toEqual([0, ""]);
  });

  test("takes no page of this machine for that of a service there, though the port is the same", async () => {
    const here = createWebServer((_request, response) => response.end("welcome"));
    const port = String(await listeningPort(here));
    const page = { http: { port: Number(port), path: "/", contains: "welcome" } };
    const project = await testProject({
      compose: {
        services: {
          silent: idles({
            ports: [`127.0.0.1:${port}:${port}`],
            "x-stack": { probe: page, "ready-within": "3s" },
          }),
        },
      },
    });
    const up = await project.stackWith(context, "up", "demo", "--ignore", "port.in-use", "--json");
    here.close();
    expect([up.exitCode, statesIn(up.stdout)], up.stderr).toEqual([5, { silent: "failed" }]);
    expect(up.stdout).toMatch(/awaited: GET \/, which last said .*GET \/: .*refused/u);
    await project.stackWith(context, "down", "demo", "--yes");
  });
});

async function containersOf(project: string): Promise<string> {
  const filter = ["--filter", `label=com.docker.compose.project=${project}`];
  return (await execa("docker", ["--host", engine.host, "ps", "-aq", ...filter])).stdout;
}

async function listeningPort(server: Pick<Server, "listen" | "address" | "once">): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return addressOf(server.address()).port;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("it listens nowhere");
  return address;
}
