import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventsIn, resultIn, serviceIn, statesIn } from "../program/stream.ts";
import { docker } from "./docker.ts";
import { freePort } from "./free-port.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { push, startRegistry, user } from "./registry.ts";
import { answers } from "./services.ts";
import { testProject } from "./test-project.ts";

/** Made available in the registry, and nowhere else. */
async function published(address: string, name: string, login = false): Promise<string> {
  await ensureBusybox();
  const image = `${address}/team/${name}:1`;
  await push(busybox, image, login);
  onTestFinished(async () => void (await docker("image", "rm", "-f", image).catch(() => "")));
  return image;
}

describe("images that have to be pulled", () => {
  test("are pulled together, with progress, and their services started", async () => {
    const { address } = await startRegistry();
    const [one, two] = [await published(address, "one"), await published(address, "two")];
    const project = await testProject({
      compose: { services: { one: answers({ image: one }), two: answers({ image: two }), here: answers() } },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ one: "ready", two: "ready", here: "ready" });
    const pulled = eventsIn(run.stdout).flatMap((event) =>
      event.type === "image-pulled" ? [String(event["image"])] : [],
    );
    expect(pulled.toSorted((a, b) => a.localeCompare(b))).toEqual([one, two]);
    expect(eventsIn(run.stdout).some(({ type }) => type === "image-progress")).toBe(true);
    const again = await project.stack("up", "demo", "--json", "--pull", "always");
    expect(again.stdout).toContain("image-pulled");
    expect(statesIn(again.stdout)).toEqual({ one: "ready", two: "ready", here: "failed" });
  });

  test("and are not there: said as that, with the image's name; the others carry on", async () => {
    const { address } = await startRegistry();
    const absent = `${address}/team/absent:1`;
    const project = await testProject({
      compose: {
        services: {
          gone: answers({ image: absent }),
          next: answers({ depends_on: { gone: { condition: "service_healthy" } } }),
          here: answers(),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ gone: "failed", next: "skipped", here: "ready" });
    expect(serviceIn(run.stdout, "gone").reason).toContain(absent);
    const failed = eventsIn(run.stdout).filter(({ type }) => type === "image-failed");
    expect(failed).toMatchObject([{ image: absent }]);
    expect(run.stdout).not.toContain("image-retry");
  });

  test("and need a login: refused without, pulled with", async () => {
    const { address } = await startRegistry({ asksForLogin: true });
    const image = await published(address, "secret", true);
    const project = await testProject({ compose: { services: { page: answers({ image }) } } });
    const without = await project.stack("up", "demo", "--json");
    expect(without.exitCode).toBe(4);
    expect(eventsIn(without.stdout).find(({ type }) => type === "image-failed")?.["fix"]).toBe(
      `docker login ${address}`,
    );
    const folder = await mkdtemp(join(tmpdir(), "stack-login-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const auth = Buffer.from(`${user.name}:${user.password}`).toString("base64");
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { [address]: { auth } } }));
    const run = await project.stackWith({ DOCKER_CONFIG: folder }, "up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ page: "ready" });
  });

  test.each([
    ["stumbles", { status: 503, body: "" }, /./u],
    [
      "has a limit",
      {
        status: 429,
        body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}',
      },
      /toomanyrequests/u,
    ],
  ])("from a registry that %s are tried again, and it is said why", async (_what, refusal, said) => {
    const { address } = await startRegistry();
    const image = await published(address, "one");
    const way = await relay(address, refusal);
    const name = image.replace(address, way.address);
    onTestFinished(async () => void (await docker("image", "rm", "-f", name).catch(() => "")));
    const project = await testProject({ compose: { services: { page: answers({ image: name }) } } });
    const running = project.start("up", "demo", "--json");
    await running.said("image-retry");
    way.open();
    const run = await running.ended;
    expect(statesIn(run.stdout)).toEqual({ page: "ready" });
    const retry = eventsIn(run.stdout).find(({ type }) => type === "image-retry");
    expect(retry?.["reason"]).toMatch(said);
  });

  test("from a registry that never answers end with --timeout", async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => mute.closeAllConnections());
    onTestFinished(() => void mute.close());
    const address = mute.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const project = await testProject({
      compose: { services: { page: answers({ image: `127.0.0.1:${String(port)}/team/mute:1` }) } },
    });
    const run = await project.stack("up", "demo", "--json", "--timeout", "3s");
    expect(run.exitCode).toBe(5);
    expect(resultIn(run.stdout).totalMs).toBeLessThan(10_000);
  });
});

interface Refusal {
  readonly status: number;
  readonly body: string;
}

interface Way {
  readonly address: string;
  readonly open: () => void;
}

/** A way to a registry on which every request for a manifest is refused until it is opened. */
async function relay(address: string, { status, body }: Refusal): Promise<Way> {
  let isOpen = false;
  const server = createServer((request, response) => {
    if (request.url?.includes("/manifests/") === true && !isOpen) {
      response.writeHead(status, { "content-type": "application/json" }).end(body);
      return;
    }
    void passOn(request, response, address);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return {
    address: `127.0.0.1:${String(port)}`,
    open: () => {
      isOpen = true;
    },
  };
}

async function passOn(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
  const answer = await fetch(`http://${address}${request.url ?? ""}`, {
    method: request.method ?? "GET",
    headers: { accept: request.headers.accept ?? "*/*" },
  });
  const headers = Object.fromEntries(answer.headers);
  delete headers["content-encoding"];
  response.writeHead(answer.status, headers);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
