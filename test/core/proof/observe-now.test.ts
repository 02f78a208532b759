import { describe, expect, test } from "vitest";
import { watchedWithoutFiles } from "../../../src/features/backup/stores/watch-without-files.ts";
import { observeNow } from "../../../src/core/proof/observe-now.ts";
import type { Observed } from "../../../src/core/proof/observe-now.ts";
import type { WatchedService } from "../../../src/core/proof/watched-facts.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";

async function look(
  detail: Partial<ContainerDetail>,
  rules: Partial<WatchedService> = {},
): Promise<Observed> {
  const container = fakeContainer({ project: "p", service: "it", ...detail });
  const world = fakeWorld({
    engine: {
      containers: [container],
      exec: { it: () => ({ kind: "exited", exitCode: 1, stdout: "no", stderr: "" }) },
    },
  });
  const watched = { ...watchedWithoutFiles("it"), ...rules };
  return observeNow(world, container, watched, new AbortController().signal);
}

const ended = { state: "exited", startedAt: new Date("2026-11-20T10:00:00Z") } as const;

describe("a container whose check says no", () => {
  const check = { test: ["CMD", "ask"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 3 };
  const health = { status: "unhealthy", failingStreak: 3, log: [] } as const;
  const long = { state: "running", startedAt: new Date(0), healthCheck: check } as const;

  test("is on its way as long as the engine has not given it up", async () => {
    const starting = { ...health, status: "starting" } as const;
    expect(await look({ ...long, health: starting })).toMatchObject({ kind: "not-ready" });
    expect(await look({ ...long, health })).toEqual({ kind: "unhealthy", output: "no" });
  });

  test("ran out of memory where a part of it was killed for it", async () => {
    expect(await look({ ...long, health, outOfMemory: true })).toMatchObject({
      kind: "failed",
      outOfMemory: true,
    });
  });

  test("keeps restarting where the engine has started it again and again, the last time just now", async () => {
    const times = { restartCount: 6, exitCode: 1 };
    const waiting = { state: "restarting", ...times } as const;
    expect(await look(waiting)).toEqual({ kind: "restarting", times: 6, exitCode: 1 });
    const now = fakeWorld().clock.now();
    expect(await look({ ...long, ...times, startedAt: now })).toMatchObject({ kind: "restarting", times: 6 });
    expect(await look({ state: "running", ...times, startedAt: now })).toMatchObject({ kind: "restarting" });
    expect(await look({ ...long, ...times })).toMatchObject({ kind: "not-ready" });
  });
});

describe("a container that does not run", () => {
  test("is stopped, whatever its exit code, where a stop ends so", async () => {
    for (const exitCode of [0, 137, 143])
      expect(await look({ ...ended, exitCode })).toEqual({ kind: "stopped" });
  });

  test("is completed where it is a one-shot that ended well", async () => {
    expect(await look({ ...ended, exitCode: 0 }, { endsByItself: true })).toEqual({ kind: "completed" });
    expect(await look({ ...ended, exitCode: 3 }, { endsByItself: true })).toMatchObject({ kind: "failed" });
  });

  test("is stopped where the engine would have started it again: somebody ended it", async () => {
    const restartPolicy = { name: "always", retries: 0 } as const;
    expect(await look({ ...ended, restartPolicy }, { endsByItself: true })).toEqual({ kind: "stopped" });
  });

  test("is stopped where it never ran, one-shot or not", async () => {
    expect(await look({ state: "created" }, { endsByItself: true })).toEqual({ kind: "stopped" });
  });
});
