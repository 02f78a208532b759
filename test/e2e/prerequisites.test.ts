import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resultIn } from "../program/stream.ts";
import { expectComplaint } from "./complaint.ts";
import { fakeDocker } from "./fake-docker.ts";
import { folder } from "./folder.ts";

const compose = { composeVersion: "2.40.3" };

describe("a machine that lacks what is needed", () => {
  test.each(["up", "plan", "doctor"])("%s without docker says what to install", async (command) => {
    const { run } = await folder({ docker: "none" });
    const ended = await run(command, "demo");
    expectComplaint(ended, 3, /docker.*(not installed|not found|no docker)/iu);
  });

  test("without an engine: which address was tried, and what to type", async () => {
    const { run, directory } = await folder({ docker: compose });
    const ended = await run("up", "demo");
    expectComplaint(ended, 3, new RegExp(`${directory}/no-engine.sock`, "u"));
  });

  test("plan needs no engine", async () => {
    const { run } = await folder({ docker: compose });
    const ended = await run("plan", "demo");
    expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
    expect(ended.stdout).toContain("example/page:1");
  });

  test("with a bare docker client, and no compose", async () => {
    const { run } = await folder({ docker: { composeVersion: undefined } });
    expectComplaint(await run("up", "demo"), 3, /compose/iu);
  });

  test("with a Compose that is too old: its version, and the least that will do", async () => {
    const { run } = await folder({ docker: { composeVersion: "2.20.2" } });
    expectComplaint(await run("up", "demo"), 3, "2.20.2", "2.24.4");
  });

  test.each([
    ["not-an-address", 3],
    ["unix://", 3],
    ["tcp://127.0.0.1:1", 3],
  ])("with a DOCKER_HOST that leads nowhere: %s", async (host, exitCode) => {
    const { run } = await folder({ docker: compose, environment: { DOCKER_HOST: host } });
    expectComplaint(await run("up", "demo"), exitCode, /DOCKER_HOST|127\.0\.0\.1:1/u);
  });

  test("with an engine that accepts and never answers", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "stack-mute-")), "docker.sock");
    onTestFinished(() => rm(path, { force: true }));
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const { run } = await folder({ docker: compose, environment: { DOCKER_HOST: `unix://${path}` } });
    expectComplaint(await run("up", "demo"), 3, /answer/u);
  });

  test("with an engine that answers nonsense", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "stack-nonsense-")), "docker.sock");
    onTestFinished(() => rm(path, { force: true }));
    const server = createServer((socket) => socket.end("220 mail.example.org ESMTP\r\n"));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const { run } = await folder({ docker: compose, environment: { DOCKER_HOST: `unix://${path}` } });
    expectComplaint(await run("up", "demo"), 3, path);
  });

  test.skipIf(process.getuid?.() !== 0)("without permission on the socket", async () => {
    const folderOfSocket = await mkdtemp(join(tmpdir(), "stack-forbidden-"));
    const path = join(folderOfSocket, "docker.sock");
    onTestFinished(() => rm(folderOfSocket, { recursive: true, force: true }));
    await chmod(folderOfSocket, 0o755);
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    await chmod(path, 0o600);
    const { run } = await folder({
      docker: compose,
      environment: { DOCKER_HOST: `unix://${path}` },
      userId: 65_534,
    });
    expectComplaint(await run("up", "demo"), 3, /permission/iu, path);
  });

  test("a program that asked for JSON gets it, and nothing else on standard output", async () => {
    const { run } = await folder({ docker: compose });
    const ended = await run("up", "demo", "--json");
    const result = resultIn(ended.stdout);
    expect(result).toMatchObject({ command: "up", ok: false, exitCode: 3 });
    const plan = await run("plan", "dmo", "--json");
    expect(JSON.parse(plan.stdout)).toMatchObject({ schema: 1, command: "plan", ok: false, exitCode: 2 });
  });

  test("status, down and logs say that the engine does not answer", async () => {
    const { run } = await folder({ docker: compose });
    for (const command of ["status", "down", "logs"]) {
      expectComplaint(await run(command, "demo"), 3, /engine|docker/iu);
    }
  });

  test("the fake docker is what is asked, not this machine's", async () => {
    const path = await fakeDocker({ composeVersion: "9.9.9" });
    expect(path).toContain("stack-fake-docker");
  });
});
