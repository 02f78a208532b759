import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ContainerDetail } from "../../src/world/engine/container.ts";
import type { EngineAnswer, EngineEvent, ExecRequest, LogLine } from "../../src/world/engine/engine.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { createContainer, idle } from "./containers.ts";
import { busybox, ensureBusybox } from "./images.ts";

const { engine } = createWorld(undefined);
const project = `world-${String(process.pid)}`;
const never = new AbortController().signal;

function valueOf<T>(answer: EngineAnswer<T>): T {
  if (answer.kind === "failed") throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

async function start(id: string): Promise<ContainerDetail> {
  valueOf(await engine.start(id));
  return valueOf(await engine.inspect(id));
}

function exec(containerId: string, command: readonly string[], rest: Partial<ExecRequest> = {}) {
  return engine.exec({ containerId, command, timeoutMs: 30_000, signal: never, ...rest });
}

const everyOption = (
  "--publish 127.0.0.1:0:8080 --expose 9090 --expose 53/udp --volume /data " +
  "--health-cmd true --health-interval 90s --health-retries 7"
).split(" ");

describe("the engine", () => {
  it("tells about itself", async () => {
    const info = valueOf(await engine.ping(10_000));
    expect(info).toMatchObject({ local: true, dataRoot: expect.stringContaining("/") });
    expect(info.runtimes).toContain("runc");
    expect(info.cpus).toBeGreaterThan(0);
    expect(info.version).toMatch(/^\d+\.\d+/);
  });
});

describe("a container", () => {
  it("is listed with its project, and told in detail", async () => {
    const id = await createContainer({
      project,
      command: idle,
      options: everyOption,
    });
    const before = valueOf(await engine.inspect(id));
    expect(before).toMatchObject({ state: "created", startedAt: undefined, finishedAt: undefined });
    const detail = await start(id);
    const row = valueOf(await engine.containers({ project })).find((container) => container.id === id);
    expect(row).toMatchObject({ name: detail.name, image: busybox, state: "running", ports: detail.ports });
    expect(row?.status).toMatch(/^Up .*\(health: starting\)$/);
    expect(detail).toMatchObject({
      image: busybox,
      state: "running",
      health: { status: "starting" },
      networks: [{ name: "bridge", address: expect.stringMatching(/^\d+(\.\d+){3}$/) }],
      ports: [{ hostAddress: "127.0.0.1", containerPort: 8080, protocol: "tcp" }],
      exposedTcpPorts: [8080, 9090],
      healthCheck: { test: ["CMD-SHELL", "true"], intervalMs: 90_000, timeoutMs: 30_000, retries: 7 },
      mounts: [{ type: "volume", destination: "/data" }],
    });
    expect(detail.startedAt?.getTime()).toBeGreaterThan(before.startedAt?.getTime() ?? 0);
  });

  it("of another project is not listed", async () => {
    const id = await createContainer({ project: `${project}-other`, command: idle });
    const ids = valueOf(await engine.containers({ project })).map((container) => container.id);
    expect(ids).not.toContain(id);
    const all = valueOf(await engine.containers({ project: undefined })).map((container) => container.id);
    expect(all).toContain(id);
  });

  it("is started, stopped, killed and removed, and what is so already is no failure", async () => {
    const id = await createContainer({ project, command: idle });
    expect(await engine.start(id)).toEqual({ kind: "ok", value: "started" });
    expect(await engine.start(id)).toEqual({ kind: "ok", value: "already-running" });
    expect(valueOf(await engine.memoryBytes(id))).toBeGreaterThan(0);
    expect(valueOf(await engine.usage(id))?.receivedBytes).toBeGreaterThanOrEqual(0);
    expect(await engine.stop(id, 30)).toEqual({ kind: "ok", value: "stopped" });
    expect(await engine.stop(id, 30)).toEqual({ kind: "ok", value: "already-stopped" });
    expect(await engine.memoryBytes(id)).toEqual({ kind: "ok", value: undefined });
    expect(await engine.inspect(id)).toMatchObject({ value: { state: "exited", exitCode: 0 } });
    expect(await engine.restart(id, 30)).toEqual({ kind: "ok", value: "restarted" });
    expect(await engine.kill(id, "SIGKILL")).toEqual({ kind: "ok", value: "killed" });
    expect(await engine.removeContainer(id, true)).toEqual({ kind: "ok", value: "removed" });
    expect(await engine.inspect(id)).toMatchObject({ error: { kind: "not-found" } });
  });

  it("that cannot start says why, then and later", async () => {
    const id = await createContainer({ project, command: ["no-such-program"] });
    const answer = await engine.start(id);
    expect(answer.kind === "failed" && answer.error).toMatchObject({ kind: "refused" });
    expect(answer.kind === "failed" && answer.error.message).toContain("no-such-program");
    expect(valueOf(await engine.inspect(id))).toMatchObject({ state: "created", exitCode: 127 });
    expect(valueOf(await engine.inspect(id)).error).toContain("no-such-program");
  });
});

describe("a command in a container", () => {
  it("answers with its exit code and both its streams", async () => {
    const id = await createContainer({ project, command: idle });
    await start(id);
    expect(await exec(id, ["sh", "-c", "echo out; echo err >&2; exit 7"])).toEqual({
      kind: "ok",
      value: { kind: "exited", exitCode: 7, stdout: "out\n", stderr: "err\n" },
    });
  });

  it("reads secrets from its input, and runs with the user and environment asked for", async () => {
    const id = await createContainer({ project, command: idle });
    await start(id);
    expect(await exec(id, ["cat"], { input: "secret\n" })).toMatchObject({ value: { stdout: "secret\n" } });
    const who = await exec(id, ["sh", "-c", 'echo "$(id -u) $WORD"'], {
      user: "nobody",
      environment: { WORD: "a b" },
    });
    expect(who).toMatchObject({ value: { stdout: "65534 a b\n" } });
    const megabytes = "x".repeat(3_000_000);
    expect(await exec(id, ["wc", "-c"], { input: megabytes })).toMatchObject({
      value: { stdout: "3000000\n" },
    });
  });

  it("tells megabytes whole", async () => {
    const id = await createContainer({ project, command: idle });
    await start(id);
    const answer = valueOf(await exec(id, ["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"]));
    expect(answer.stdout.length).toBe(3_000_000);
  });

  it("that is not there has exit code 126 or 127", async () => {
    const id = await createContainer({ project, command: idle });
    await start(id);
    const answer = valueOf(await exec(id, ["no-such-program"]));
    expect(answer.kind === "exited" && [126, 127].includes(answer.exitCode)).toBe(true);
    expect(answer.stdout + answer.stderr).toContain("no-such-program");
  });

  it("that takes too long is given up, with what it said so far", async () => {
    const id = await createContainer({ project, command: idle });
    await start(id);
    const answer = await exec(id, ["sh", "-c", "echo begun; sleep 300"], { timeoutMs: 1000 });
    expect(answer).toEqual({ kind: "ok", value: { kind: "timed-out", stdout: "begun\n", stderr: "" } });
  });

  it("is refused where the container does not run", async () => {
    const id = await createContainer({ project, command: idle });
    expect(await exec(id, ["true"])).toMatchObject({ error: { kind: "refused", status: 409 } });
    expect(await exec("no-such-container", ["true"])).toMatchObject({ error: { kind: "not-found" } });
  });
});

describe("a container's log", () => {
  it("gives the last lines of both streams with their times", async () => {
    const id = await createContainer({
      project,
      command: ["sh", "-c", "echo one; echo two >&2; echo three"],
    });
    const before = new Date(); // the engine notes its own start a moment after the first line may be out
    await start(id);
    await execa("docker", ["wait", id]);
    const lines = valueOf(await engine.logs(id, {}));
    expect(lines.map(({ from, text }) => `${from} ${text}`).toSorted()).toEqual([
      "stderr two",
      "stdout one",
      "stdout three",
    ]);
    expect(lines[0]?.at.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(valueOf(await engine.logs(id, { tail: 1 }))).toHaveLength(1);
    const later = new Date(before.getTime() + 3_600_000);
    expect(valueOf(await engine.logs(id, { since: later }))).toEqual([]);
  });

  it("of a container with a terminal, and lines of any length, come whole", async () => {
    const script = "head -c 50000 /dev/zero | tr '\\0' x; echo; echo short";
    const plain = await createContainer({ project, command: ["sh", "-c", script] });
    const terminal = await createContainer({
      project,
      options: ["--tty"],
      command: ["sh", "-c", "echo a; echo b >&2"],
    });
    await Promise.all([start(plain), start(terminal)]);
    await execa("docker", ["wait", plain, terminal]);
    expect(valueOf(await engine.logs(plain, {})).map(({ text }) => text.length)).toEqual([50_000, 5]);
    expect(valueOf(await engine.logs(terminal, {})).map(({ text }) => text)).toEqual(["a", "b"]);
  });

  it("is followed until it ends, or the signal aborts", async () => {
    const id = await createContainer({
      project,
      command: ["sh", "-c", "read line; echo got $line"],
      options: ["-i"],
    });
    await start(id);
    const controller = new AbortController();
    const quiet = engine.followLogs(id, { signal: controller.signal }, () => undefined);
    controller.abort();
    expect(await quiet).toEqual({ kind: "ok", value: "ended" });
    const seen: LogLine[] = [];
    const following = engine.followLogs(id, { signal: never }, (line) => seen.push(line));
    await execa("docker", ["attach", id], { input: "it\n" });
    expect(await following).toEqual({ kind: "ok", value: "ended" });
    expect(seen.map(({ text }) => text)).toEqual(["got it"]);
  });
});

describe("events", () => {
  it("tell a container's life from a moment on, also what came before anyone listened", async () => {
    const since = new Date();
    const id = await createContainer({
      project,
      service: "db",
      command: idle,
      options: ["--health-cmd", "true", "--health-interval", "100ms"],
    });
    const stranger = await createContainer({ project: `${project}-other`, command: idle });
    await Promise.all([start(id), start(stranger)]);
    const events: EngineEvent[] = [];
    const controller = new AbortController();
    const isHealthy = new Promise<void>((resolve) => {
      void engine.events({ project, since, signal: controller.signal }, (event) => {
        if (event.containerId === id || event.containerId === stranger) events.push(event);
        if (event.action === "health_status: healthy") resolve();
      });
    });
    await isHealthy;
    controller.abort();
    const actions = events.map(({ action }) => action);
    expect(actions).toContain("start");
    expect(actions.indexOf("start")).toBeLessThan(actions.indexOf("health_status: healthy"));
    expect(new Set(events.map(({ service }) => service))).toEqual(new Set(["db"]));
    expect(events[0]?.at.getTime()).toBeGreaterThanOrEqual(since.getTime());
  });
});

describe("images, volumes and networks", () => {
  it("tells of an image, or that there is none", async () => {
    await ensureBusybox();
    expect(valueOf(await engine.image(busybox))).toMatchObject({ id: expect.stringMatching(/^sha256:/) });
    expect(await engine.image("stack-test/none:1")).toMatchObject({ error: { kind: "not-found" } });
  });

  it("that cannot be pulled keeps the engine's message", async () => {
    const answer = await engine.pull({ reference: "127.0.0.1:1/none:1", signal: never }, () => undefined);
    expect(answer.kind === "failed" && answer.error.message).toContain("connection refused");
  });

  it("lists a project's volumes and networks, and removes them", async () => {
    const label = `com.docker.compose.project=${project}`;
    const name = `${project}-thing`;
    await execa("docker", ["volume", "create", "--label", label, name]);
    await execa("docker", ["network", "create", "--label", label, name]);
    onTestFinished(async () => {
      await execa("docker", ["volume", "rm", "-f", name], { reject: false });
      await execa("docker", ["network", "rm", name], { reject: false });
    });
    const volumes = valueOf(await engine.volumes(project));
    const networks = valueOf(await engine.networks(project));
    expect(volumes).toMatchObject([{ name, driver: "local", options: {} }]);
    expect(networks).toMatchObject([{ name }]);
    expect(await engine.removeVolume(name)).toEqual({ kind: "ok", value: "removed" });
    expect(await engine.removeNetwork(networks[0]?.id ?? "")).toEqual({ kind: "ok", value: "removed" });
    expect(await engine.removeVolume(name)).toMatchObject({ error: { kind: "not-found" } });
  });
});
