import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import type { EngineAnswer, PullProgress } from "../../src/world/engine/engine.ts";
import { createInterruption } from "../../src/world/terminal/interruption.ts";
import { nodeEngine } from "../../src/world/engine/node-engine.ts";
import { nodeProcesses } from "../../src/world/processes/node-processes.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { push, startRegistry, user } from "./registry.ts";

const never = new AbortController().signal;

/** The engine, with a config.json for this test alone. */
async function engineWith(config: object = {}) {
  const homeDirectory = await mkdtemp(join(tmpdir(), "stack-home-"));
  onTestFinished(() => rm(homeDirectory, { recursive: true }));
  await mkdir(join(homeDirectory, ".docker"));
  await writeFile(join(homeDirectory, ".docker/config.json"), JSON.stringify(config));
  const host = process.env["DOCKER_HOST"];
  const environment: Record<string, string> = host === undefined ? {} : { DOCKER_HOST: host };
  return nodeEngine({ environment, homeDirectory }, nodeProcesses(createInterruption()));
}

async function pull(reference: string, config: object = {}) {
  onTestFinished(async () => {
    await execa("docker", ["rmi", reference], { reject: false });
  });
  const progress: PullProgress[] = [];
  const engine = await engineWith(config);
  const answer = await engine.pull({ reference, signal: never }, (step) => progress.push(step));
  return { answer, progress };
}

function messageOf(answer: EngineAnswer<unknown>): string {
  return answer.kind === "failed" ? answer.error.message : "";
}

/** An image of a few megabytes that no layer of which is on the engine. */
async function newImage(): Promise<string> {
  await ensureBusybox();
  const folder = await mkdtemp(join(tmpdir(), "stack-image-"));
  await writeFile(join(folder, "noise"), randomBytes(4_000_000));
  const name = `stack-test/noise:${randomBytes(4).toString("hex")}`;
  await execa("sh", ["-c", 'tar -c noise | docker import - "$0"', name], { cwd: folder });
  await rm(folder, { recursive: true });
  return name;
}

describe("pulling from a registry", () => {
  it("brings the image, and counts its bytes on the way", async () => {
    const { address } = await startRegistry();
    const image = await newImage();
    const reference = `${address}/team/noise:1`;
    await push(image, reference);
    await execa("docker", ["rmi", image]);
    const { answer, progress } = await pull(reference);
    expect(answer).toEqual({ kind: "ok", value: "pulled" });
    const last = progress.at(-1);
    expect(last?.totalBytes).toBeGreaterThan(3_900_000);
    expect(last?.currentBytes).toBe(last?.totalBytes);
    const engine = await engineWith();
    expect(await engine.image(reference)).toMatchObject({ kind: "ok" });
  });

  it("of what is not there says so", async () => {
    const { address } = await startRegistry();
    await ensureBusybox();
    await push(busybox, `${address}/team/app:1`);
    const tag = await pull(`${address}/team/app:2`);
    expect(tag.answer).toMatchObject({ error: { kind: "not-found" } });
    expect(messageOf(tag.answer)).toMatch(/manifest unknown|not found/u);
    const repository = await pull(`${address}/team/other:1`);
    expect(messageOf(repository.answer)).toMatch(/manifest unknown|not found/u);
  });

  it("needs the right login where the registry asks", async () => {
    const { address } = await startRegistry({ asksForLogin: true });
    await ensureBusybox();
    const reference = `${address}/team/app:1`;
    await push(busybox, reference, true);
    const without = await pull(reference);
    expect(messageOf(without.answer)).toMatch(/no basic auth credentials|unauthorized/u);
    const loginAs = (password: string) => ({
      auths: { [address]: { auth: Buffer.from(`${user.name}:${password}`).toString("base64") } },
    });
    const wrong = await pull(reference, loginAs("wrong"));
    expect(messageOf(wrong.answer)).toMatch(/unauthorized|no basic auth credentials/u);
    const right = await pull(reference, loginAs(user.password));
    expect(right.answer).toEqual({ kind: "ok", value: "pulled" });
  });

  it("tells the registry's limit in its words", async () => {
    const body = '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}';
    const server = createServer((request, response) => {
      const isHello = request.url === "/v2/";
      response
        .writeHead(isHello ? 200 : 429, { "content-type": "application/json" })
        .end(isHello ? "{}" : body);
    });
    const { answer } = await pull(`127.0.0.1:${String(await listening(server))}/team/app:1`);
    expect(messageOf(answer)).toContain("toomanyrequests");
  });

  it("ends at once with the signal", async () => {
    const server = createServer(() => undefined);
    const port = await listening(server);
    const controller = new AbortController();
    server.once("request", () => {
      controller.abort();
    });
    const engine = await engineWith();
    const request = { reference: `127.0.0.1:${String(port)}/team/app:1`, signal: controller.signal };
    expect(await engine.pull(request, () => undefined)).toMatchObject({ error: { kind: "aborted" } });
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("loading an archive", () => {
  it("brings the image", async () => {
    await ensureBusybox();
    const folder = await mkdtemp(join(tmpdir(), "stack-load-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const name = `stack-test/loaded:${randomBytes(4).toString("hex")}`;
    await execa("docker", ["tag", busybox, name]);
    await execa("docker", ["save", "-o", join(folder, "image.tar"), name]);
    await execa("docker", ["rmi", name]);
    onTestFinished(async () => {
      await execa("docker", ["rmi", name], { reject: false });
    });
    const engine = await engineWith();
    expect(await engine.load(join(folder, "image.tar"), never)).toEqual({ kind: "ok", value: "loaded" });
    expect((await engine.image(name)).kind).toBe("ok");
    await writeFile(join(folder, "broken.tar"), "not an archive");
    expect(await engine.load(join(folder, "broken.tar"), never)).toMatchObject({
      error: { kind: "refused" },
    });
  });
});
