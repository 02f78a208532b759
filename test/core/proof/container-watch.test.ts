import { describe, expect, test } from "vitest";
import type { ConnectAnswer } from "../../../src/world/network/network.ts";
import { settle } from "../../world/fake-clock.ts";
import { check, checkOfPage, watching } from "./watching.ts";

describe("a watched container", () => {
  test("that was over before the first look has failed, though no event told it", async () => {
    const { verdicts, last, stop } = await watching({
      engine: { afterStart: { web: (engine, id) => engine.die(id, 7) } },
    });
    expect(verdicts()).toEqual(["failed"]);
    expect(last()?.verdict).toMatchObject({ reason: { kind: "exited", exitCode: 7 } });
    await stop();
  });

  test("is asked its own health check the moment its port is open, and is ready when it stayed up", async () => {
    let open: ConnectAnswer = "refused";
    let asked = 0;
    const { world, verdicts, last, stop } = await watching({
      detail: { healthCheck: check },
      rules: { tcpPorts: [8080] },
      connect: () => open,
      engine: {
        exec: {
          web: () => {
            asked += 1;
            return { kind: "exited", exitCode: 0, stdout: "", stderr: "" };
          },
        },
      },
    });
    await world.clock.advance(1_500);
    expect(asked).toBe(0);
    open = "open";
    await world.clock.advance(300);
    expect(verdicts()).toEqual(["waiting", "ready"]);
    expect(last()?.facts.proven?.atMs).toBeLessThan(1_700);
    await stop();
  });

  test("whose check asks for a page is asked the moment that page is served, the port long since open", async () => {
    let status = 503;
    let asked = 0;
    const { world, last, stop } = await watching({
      detail: { healthCheck: checkOfPage },
      rules: { tcpPorts: [8080] },
      connect: () => "open",
      get: () => ({ kind: "answered", status, body: "" }),
      engine: {
        exec: {
          web: () => {
            asked += 1;
            return { kind: "exited", exitCode: status === 200 ? 0 : 1, stdout: "", stderr: "" };
          },
        },
      },
    });
    await world.clock.advance(30_000);
    expect(asked).toBeLessThan(15);
    status = 200;
    await world.clock.advance(250);
    expect(last()?.facts.proven?.atMs).toBeLessThanOrEqual(30_250);
    await stop();
  });

  test("whose page is on a port that no file declares is asked by its command as well, 5 % late at most", async () => {
    let isReady = false;
    const { world, last, stop } = await watching({
      detail: { healthCheck: checkOfPage },
      connect: () => "refused",
      engine: {
        exec: { web: () => ({ kind: "exited", exitCode: isReady ? 0 : 1, stdout: "", stderr: "" }) },
      },
    });
    await world.clock.advance(40_000);
    isReady = true;
    await world.clock.advance(2_000);
    expect(last()?.facts.proven?.atMs).toBeLessThanOrEqual(42_000);
    await stop();
  });

  test("whose page opens while one command asks for it several times is asked anew at once", async () => {
    let isOpen = false;
    let commands = 0;
    const { world, last, stop } = await watching({
      detail: { healthCheck: checkOfPage },
      connect: () => (isOpen ? "open" : "refused"),
      get: () => ({ kind: "answered", status: 200, body: "" }),
      engine: {
        exec: {
          web: async ({ command, signal }) => {
            commands += 1;
            const isRepeating = command[2]?.includes("sleep") ?? false;
            if (isRepeating && !isOpen) await untilAborted(signal);
            return { kind: "exited", exitCode: isOpen && !signal.aborted ? 0 : 1, stdout: "", stderr: "" };
          },
        },
      },
    });
    await world.clock.advance(40_000);
    const before = commands;
    isOpen = true;
    await world.clock.advance(250);
    expect(last()?.facts.proven?.atMs).toBeLessThanOrEqual(40_250);
    expect(commands).toBe(before + 1);
    await stop();
  });

  test("that takes long is asked several times by one command", async () => {
    const commands: (readonly string[])[] = [];
    const { world, stop } = await watching({
      detail: { healthCheck: check },
      engine: {
        exec: {
          web: ({ command }) => {
            commands.push(command);
            return { kind: "exited", exitCode: 1, stdout: "", stderr: "" };
          },
        },
      },
    });
    await world.clock.advance(3_000);
    expect(commands.every(([first]) => first === "ask")).toBe(true);
    await world.clock.advance(3_000);
    expect(commands.at(-1)?.[0]).toBe("/bin/sh");
    expect(commands.at(-1)?.at(-1)).toBe("ask");
    await stop();
  });

  test("that has no shell is asked one time after the other", async () => {
    const commands: (readonly string[])[] = [];
    const { world, stop } = await watching({
      detail: { healthCheck: check },
      engine: {
        exec: {
          web: ({ command }) => {
            commands.push(command);
            const exitCode = command[0] === "/bin/sh" ? 127 : 1;
            return { kind: "exited", exitCode, stdout: "not yet", stderr: "" };
          },
        },
      },
    });
    await world.clock.advance(20_000);
    expect(commands.filter(([first]) => first === "/bin/sh")).toHaveLength(1);
    expect(commands.at(-1)).toEqual(["ask"]);
    await stop();
  });

  test("that logs nothing but the asking does not advance", async () => {
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: checkOfPage },
      rules: { tcpPorts: [8080] },
      connect: () => "open",
      get: () => ({ kind: "answered", status: 503, body: "" }),
      engine: { exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "" }) } },
    });
    world.engine.setHealth("web-id", "unhealthy");
    for (let second = 0; second < 12; second += 1) {
      await world.clock.advance(1_000);
      world.engine.log("web-id", '172.20.0.1 "GET /health HTTP/1.1" 503');
      await settle();
    }
    expect(verdicts()).toEqual(["waiting", "failed"]);
    await stop();
  });

  test("counts as proven at once when the engine's own check said so first", async () => {
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: check },
      engine: { exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "" }) } },
    });
    world.engine.setHealth("web-id", "healthy");
    await settle();
    expect(verdicts()).toEqual(["waiting", "proven"]);
    await stop();
  });

  test("that ran before is asked anew: an old word of the engine proves nothing now", async () => {
    const log = [{ start: new Date(1), end: new Date(2), exitCode: 0, output: "" }];
    const { world, verdicts, stop } = await watching({
      detail: {
        healthCheck: check,
        state: "running",
        startedAt: new Date(1),
        health: { status: "healthy", failingStreak: 0, log },
      },
      engine: { exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "gone" }) } },
    });
    await world.clock.advance(1_000);
    expect(verdicts()).toEqual(["waiting"]);
    await stop();
  });

  test("that is unhealthy fails with what its check printed, once it has been quiet", async () => {
    const { world, verdicts, last, stop } = await watching({
      detail: { healthCheck: check },
      engine: { exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "not yet" }) } },
    });
    await world.clock.advance(12_000);
    world.engine.setHealth("web-id", "unhealthy", "no such table");
    await settle();
    expect(verdicts()).toEqual(["waiting", "failed"]);
    expect(last()?.verdict).toMatchObject({ reason: { kind: "unhealthy", checkOutput: "no such table" } });
    await stop();
  });

  test("that logs while it is unhealthy is still waited for", async () => {
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: check },
      engine: { exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "" }) } },
    });
    world.engine.setHealth("web-id", "unhealthy");
    for (let second = 0; second < 30; second += 1) {
      await world.clock.advance(1_000);
      world.engine.log("web-id", `loading ${String(second)}`);
      await settle();
    }
    expect(verdicts()).toEqual(["waiting"]);
    await world.clock.advance(11_000);
    expect(verdicts()).toEqual(["waiting", "failed"]);
    await stop();
  });

  test.each([
    ["memory grows", 200 * 1024 ** 2, 0],
    ["download goes on", 0, 1024 ** 2],
  ])("whose %s while it is unhealthy is still waited for", async (_what, memoryEach, receivedEach) => {
    let samples = 0;
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: check },
      engine: {
        exec: { web: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "" }) },
        memoryBytes: {
          get web() {
            return 1024 ** 2 + samples * memoryEach;
          },
        },
        receivedBytes: {
          get web() {
            samples += 1;
            return samples * receivedEach;
          },
        },
      },
    });
    world.engine.setHealth("web-id", "unhealthy");
    for (let second = 0; second < 30; second += 1) await world.clock.advance(1_000);
    expect(verdicts()).toEqual(["waiting"]);
    expect(samples).toBeGreaterThan(10);
    await stop();
  });

  test("that is ready is not asked any more whether it moves, until it has to be proven anew", async () => {
    let samples = 0;
    let isReady = false;
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: check },
      engine: {
        exec: { web: () => ({ kind: "exited", exitCode: isReady ? 0 : 1, stdout: "", stderr: "" }) },
        memoryBytes: {
          get web() {
            samples += 1;
            return 1024 ** 2;
          },
        },
      },
    });
    for (let second = 0; second < 10; second += 1) await world.clock.advance(1_000);
    expect(samples).toBeGreaterThan(2);
    isReady = true;
    await world.clock.advance(10_000);
    expect(verdicts()).toEqual(["waiting", "ready"]);
    const before = samples;
    for (let second = 0; second < 60; second += 1) await world.clock.advance(1_000);
    expect(samples).toBe(before);
    isReady = false;
    await world.engine.pause("web-id");
    await world.engine.unpause("web-id");
    for (let second = 0; second < 10; second += 1) await world.clock.advance(1_000);
    expect(samples).toBeGreaterThan(before + 2);
    expect(verdicts(), "it ran for longer than it has to become ready").toEqual([
      "waiting",
      "ready",
      "waiting",
    ]);
    await stop();
  });

  test("that was ready and dies is told as well", async () => {
    const { world, verdicts, stop } = await watching({ rules: { tcpPorts: [8080] }, connect: () => "open" });
    await world.clock.advance(1_000);
    expect(verdicts().at(-1)).toBe("ready");
    world.engine.die("web-id", 1);
    await settle();
    expect(verdicts().at(-1)).toBe("failed");
    await stop();
  });

  test("that was ready and turns unhealthy is proven anew, or has failed", async () => {
    let exitCode = 0;
    const { world, verdicts, last, stop } = await watching({
      detail: { healthCheck: check },
      engine: { exec: { web: () => ({ kind: "exited", exitCode, stdout: "disk is full", stderr: "" }) } },
    });
    await world.clock.advance(1_000);
    expect(verdicts().at(-1)).toBe("ready");
    world.engine.setHealth("web-id", "unhealthy", "disk is full");
    await settle();
    await world.clock.advance(1_000);
    expect(verdicts().at(-1), "its check succeeds again").toBe("ready");
    exitCode = 1;
    world.engine.setHealth("web-id", "unhealthy", "disk is full");
    await settle();
    for (let second = 0; second < 12; second += 1) await world.clock.advance(1_000);
    expect(last()?.verdict).toMatchObject({ kind: "failed", reason: { kind: "unhealthy" } });
    await stop();
  });

  test("has failed on its last try as soon as the engine has let it be", async () => {
    const restartPolicy = { name: "on-failure", retries: 3 } as const;
    const { world, last, stop } = await watching({ detail: { restartPolicy } });
    world.engine.die("web-id", 4);
    await settle();
    expect(last()?.verdict).toEqual({ kind: "failed", reason: { kind: "exited", exitCode: 4 } });
    await stop();
  });

  test("is not proven by an answer that its former life gave", async () => {
    let answer: (() => void) | undefined;
    const { world, verdicts, stop } = await watching({
      detail: { healthCheck: check, restartPolicy: { name: "always", retries: 0 } },
      engine: {
        exec: {
          web: () =>
            new Promise((resolve) => {
              answer ??= () => resolve({ kind: "exited", exitCode: 0, stdout: "", stderr: "" });
            }),
        },
      },
    });
    world.engine.die("web-id", 1);
    await world.clock.advance(100);
    await world.engine.start("web-id");
    answer?.();
    await settle();
    expect(verdicts()).toEqual(["waiting"]);
    await stop();
  });

  test("that is paused says so, and is proven anew when it goes on", async () => {
    const { world, verdicts, last, stop } = await watching({
      rules: { tcpPorts: [8080] },
      connect: () => "open",
    });
    await world.clock.advance(1_000);
    world.engine.emit("web-id", "pause");
    await settle();
    expect(verdicts().at(-1)).toBe("waiting");
    expect(last()?.facts.awaiting).toContain("paused");
    world.engine.emit("web-id", "unpause");
    await world.clock.advance(1_000);
    expect(verdicts().at(-1)).toBe("ready");
    await stop();
  });

  test("that is removed from outside has disappeared", async () => {
    const { world, last, stop } = await watching({ rules: { tcpPorts: [8080] }, connect: () => "refused" });
    world.engine.emit("web-id", "destroy");
    await settle();
    expect(last()?.verdict).toMatchObject({ kind: "failed", reason: { kind: "disappeared" } });
    await stop();
  });

  test("after a cut stream is looked at for what happened meanwhile", async () => {
    const { world, verdicts, stop } = await watching({
      rules: { tcpPorts: [8080] },
      connect: () => "refused",
    });
    world.engine.cut();
    world.engine.change("web-id", { state: "exited", exitCode: 9, finishedAt: world.clock.now() });
    await world.clock.advance(1_000);
    expect(verdicts()).toEqual(["waiting", "failed"]);
    await stop();
  });
});

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
