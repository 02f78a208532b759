import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEvent } from "../../../src/core/proof/container-facts.ts";
import type { ContainerFacts } from "../../../src/core/proof/container-facts.ts";
import { judgeContainer } from "../../../src/core/proof/judge-container.ts";
import type { WatchedService } from "../../../src/core/proof/watched-facts.ts";

const watched: WatchedService = {
  service: "web",
  endsByItself: false,
  serves: true,
  probe: undefined,
  tcpPorts: [8000],
  readyWithinMs: 60_000,
  stableForMs: undefined,
  quietForMs: 10_000,
  memoryLimitBytes: 1024,
  modelServer: false,
  expectedMs: undefined,
};

const running: ContainerFacts = {
  running: true,
  paused: false,
  startedMs: 0,
  watchedMs: 0,
  starts: 1,
  startsToldUntil: 0,
  exits: [],
  before: { restarts: 0, exitCode: 0 },
  restartPolicy: { name: "always", retries: 0 },
  leftDead: false,
  health: "starting",
  checkOutput: "",
  checkExitCode: undefined,
  outOfMemory: false,
  removed: false,
  signalled: false,
  wrongGpus: undefined,
  proven: undefined,
  advancedMs: 0,
  phase: undefined,
  awaiting: "its health check",
};

const notRestarted: ContainerFacts = { ...running, restartPolicy: { name: "no", retries: 0 } };

function event(action: string, exitCode?: number): Parameters<typeof applyEvent>[1] {
  const attributes = exitCode === undefined ? {} : { exitCode: String(exitCode) };
  return { at: new Date(0), action, containerId: "c", service: "web", attributes };
}

/** Starts and crashes in turn, each life `livedMs` long. */
function afterCrashes(
  count: number,
  livedMs: number,
  exitCode = 1,
  from = running,
): { facts: ContainerFacts; nowMs: number } {
  let facts = from;
  let nowMs = 0;
  for (let crash = 0; crash < count; crash += 1) {
    if (crash > 0) facts = applyEvent(facts, event("start"), nowMs);
    nowMs += livedMs;
    facts = applyEvent(facts, event("die", exitCode), nowMs);
  }
  return { facts, nowMs };
}

describe("a container that runs", () => {
  test("is not ready because it runs", () => {
    for (const nowMs of [0, 1_000, 30_000, 59_999]) {
      expect(judgeContainer(running, watched, true, nowMs).kind).toBe("waiting");
    }
  });

  test("is proven by its probe, and ready half a second after its start", () => {
    const facts = { ...running, proven: { atMs: 100, by: "its health check" } };
    expect(judgeContainer(facts, watched, true, 100)).toEqual({ kind: "proven", wakeInMs: 400 });
    expect(judgeContainer(facts, watched, true, 500)).toEqual({ kind: "ready" });
  });

  test("without any probe is unproven after five seconds, and never ready", () => {
    expect(judgeContainer(running, watched, false, 4_999)).toEqual({ kind: "waiting", wakeInMs: 1 });
    expect(judgeContainer(running, watched, false, 5_000)).toEqual({ kind: "unproven" });
  });

  test("keeps to a stability window of its own", () => {
    const facts = { ...running, proven: { atMs: 100, by: "port 1" } };
    expect(judgeContainer(facts, { ...watched, stableForMs: 3_000 }, true, 2_000).kind).toBe("proven");
  });

  test("that hangs is stuck when its time is up, with the phase it hung in", () => {
    const facts = { ...running, phase: "loading weights" };
    expect(judgeContainer(facts, watched, true, 60_000)).toMatchObject({
      kind: "failed",
      reason: { kind: "timed-out", progress: "stuck", phase: "loading weights" },
    });
  });

  test("that still moved when its time was up was slow, not stuck", () => {
    const facts = { ...running, advancedMs: 55_000 };
    expect(judgeContainer(facts, watched, true, 60_000)).toMatchObject({
      reason: { progress: "progressing" },
    });
  });
});

describe("an unhealthy container", () => {
  const unhealthy = { ...running, health: "unhealthy" as const, checkOutput: "HTTP 503", checkExitCode: 1 };

  test("is not given up while it advances", () => {
    expect(judgeContainer({ ...unhealthy, advancedMs: 20_000 }, watched, true, 25_000)).toEqual({
      kind: "waiting",
      wakeInMs: 5_000,
    });
  });

  test("fails with what its check printed once nothing has advanced for ten seconds", () => {
    expect(judgeContainer({ ...unhealthy, advancedMs: 20_000 }, watched, true, 30_000)).toEqual({
      kind: "failed",
      reason: { kind: "unhealthy", checkOutput: "HTTP 503", checkExitCode: 1 },
    });
  });
});

describe("a container of which a part was killed for its memory, while its process 1 lives", () => {
  const starved: ContainerFacts = applyEvent(running, event("oom"), 50);

  test("may still come up", () => {
    expect(judgeContainer(starved, watched, true, 100).kind).toBe("waiting");
    const proven = { ...starved, proven: { atMs: 900, by: "its health check" } };
    expect(judgeContainer(proven, watched, true, 1_000)).toEqual({ kind: "ready" });
  });

  test("has failed for its memory once its check says no, or its time is up", () => {
    const failed = { kind: "failed", reason: { kind: "out-of-memory", limitBytes: 1024 } };
    const unhealthy = { ...starved, health: "unhealthy", advancedMs: 9_000 } as const;
    expect(judgeContainer(unhealthy, watched, true, 9_100)).toEqual(failed);
    expect(judgeContainer(starved, watched, true, 60_000)).toEqual(failed);
  });
});

describe("a container that ended", () => {
  test("with 0, and is awaited to end, is completed", () => {
    const facts = applyEvent(notRestarted, event("die", 0), 100);
    const oneShot = { ...watched, endsByItself: true };
    expect(judgeContainer(facts, oneShot, false, 100)).toEqual({ kind: "completed" });
  });

  test("with anything else, and is not restarted, fails at once", () => {
    const facts = applyEvent(notRestarted, event("die", 3), 100);
    const oneShot = { ...watched, endsByItself: true };
    expect(judgeContainer(facts, oneShot, false, 100)).toMatchObject({
      reason: { kind: "exited", exitCode: 3 },
    });
  });

  test("with 0 though it should serve has failed", () => {
    const facts = applyEvent(notRestarted, event("die", 0), 100);
    expect(judgeContainer(facts, watched, true, 100)).toMatchObject({
      reason: { kind: "exited", exitCode: 0 },
    });
  });

  test.each([
    ["has a health check", { health: "starting" as const }, { serves: false }],
    ["was declared to answer", { health: "none" as const }, { serves: true }],
  ])("with 0, %s and is awaited by nobody, has failed, also where it cannot be asked", (_, facts, rules) => {
    const dead = applyEvent({ ...notRestarted, ...facts }, event("die", 0), 100);
    const verdict = judgeContainer(dead, { ...watched, ...rules }, false, 100);
    expect(verdict).toEqual({ kind: "failed", reason: { kind: "exited", exitCode: 0 } });
  });

  test("with 0, with no more than a port that its image exposes, is completed", () => {
    const dead = applyEvent({ ...notRestarted, health: "none" }, event("die", 0), 100);
    const rules = { ...watched, serves: false };
    expect(judgeContainer(dead, rules, true, 100)).toEqual({ kind: "completed" });
  });

  test("with 0 because somebody stopped it is not completed, for it did not end by itself", () => {
    const stopped = applyEvent(
      applyEvent({ ...notRestarted, health: "none" }, event("kill"), 90),
      event("die", 0),
      100,
    );
    const rules = { ...watched, serves: false };
    expect(judgeContainer(stopped, rules, false, 100).kind).toBe("waiting");
    expect(judgeContainer(stopped, rules, false, 1_100).kind).toBe("failed");
  });

  test("with 0 after it had been ready tells so", () => {
    const ready = { ...notRestarted, proven: { atMs: 50, by: "its health check" } };
    const dead = applyEvent(ready, event("die", 0), 100);
    expect(judgeContainer(dead, watched, true, 100)).toEqual({
      kind: "failed",
      reason: { kind: "exited", exitCode: 0, wasReady: true },
    });
  });

  describe("and is started again on a failure only", () => {
    const twice: ContainerFacts = {
      ...running,
      health: "none",
      restartPolicy: { name: "on-failure", retries: 2 },
    };
    const job = { ...watched, serves: false, endsByItself: true };

    test("is completed with 0, on whichever try", () => {
      const third = afterCrashes(2, 20_000, 1, twice);
      const facts = applyEvent(applyEvent(third.facts, event("start"), 41_000), event("die", 0), 42_000);
      expect(judgeContainer(third.facts, job, false, third.nowMs).kind).toBe("waiting");
      expect(judgeContainer(facts, job, false, 42_000)).toEqual({ kind: "completed" });
    });

    test("with 0 has failed where it should serve: the engine lets it be", () => {
      const facts = applyEvent(twice, event("die", 0), 100);
      expect(judgeContainer(facts, watched, true, 100)).toEqual({
        kind: "failed",
        reason: { kind: "exited", exitCode: 0 },
      });
    });

    test("has failed with its code as soon as the engine has given up, not before", () => {
      const { facts, nowMs } = afterCrashes(3, 200, 7, twice);
      expect(judgeContainer(facts, job, false, nowMs).kind).toBe("waiting");
      expect(judgeContainer({ ...facts, leftDead: true }, job, false, nowMs)).toEqual({
        kind: "failed",
        reason: { kind: "exited", exitCode: 7 },
      });
    });

    test("is given each of the tries that were counted for it", () => {
      const ten = { ...twice, restartPolicy: { name: "on-failure", retries: 10 } } as const;
      const { facts, nowMs } = afterCrashes(9, 200, 1, ten);
      expect(judgeContainer(facts, job, false, nowMs).kind).toBe("waiting");
      const again = applyEvent(facts, event("start"), nowMs);
      expect(judgeContainer(again, job, false, nowMs).kind).toBe("waiting");
    });

    test("without end is a crash loop, for a server sooner than for what may be a job", () => {
      const endless = { ...twice, restartPolicy: { name: "on-failure", retries: 0 } } as const;
      const crashed = (times: number): ContainerFacts => afterCrashes(times, 200, 1, endless).facts;
      expect(judgeContainer(crashed(3), watched, true, 600)).toMatchObject({
        reason: { kind: "crash-loop" },
      });
      expect(judgeContainer(crashed(4), job, false, 800).kind).toBe("waiting");
      expect(judgeContainer(crashed(5), job, false, 1_000)).toMatchObject({ reason: { kind: "crash-loop" } });
    });
  });

  test("out of memory fails at once, whatever its restart policy", () => {
    const facts = applyEvent(applyEvent(running, event("oom"), 50), event("die", 137), 60);
    expect(judgeContainer(facts, watched, true, 60)).toEqual({
      kind: "failed",
      reason: { kind: "out-of-memory", limitBytes: 1024 },
    });
  });

  test("by SIGKILL waits a moment for the engine to say why: out of memory may be told after the death", () => {
    const rules = watched;
    const dead = applyEvent(notRestarted, event("die", 137), 60);
    expect(judgeContainer(dead, rules, true, 70).kind).toBe("waiting");
    const explained = applyEvent(dead, event("oom"), 80);
    expect(judgeContainer(explained, rules, true, 80)).toMatchObject({ reason: { kind: "out-of-memory" } });
    expect(judgeContainer(dead, rules, true, 1_060)).toMatchObject({
      reason: { kind: "exited", exitCode: 137 },
    });
  });

  test("once, and is restarted, may still come up", () => {
    const { facts, nowMs } = afterCrashes(1, 200);
    expect(judgeContainer(facts, watched, true, nowMs).kind).toBe("waiting");
  });

  test("three times is a crash loop, with its restarts", () => {
    const { facts, nowMs } = afterCrashes(3, 200);
    expect(judgeContainer(facts, watched, true, nowMs)).toEqual({
      kind: "failed",
      reason: { kind: "crash-loop", restarts: 2, exitCode: 1 },
    });
  });

  test("twice after living for long is a crash loop: a third time would cost minutes", () => {
    const { facts, nowMs } = afterCrashes(2, 15_000);
    expect(judgeContainer(facts, watched, true, nowMs)).toMatchObject({ reason: { kind: "crash-loop" } });
  });

  test("each time while unhealthy was killed for it, and is told the start_period it needed", () => {
    let facts: ContainerFacts = running;
    for (let life = 0; life < 3; life += 1) {
      if (life > 0) facts = applyEvent(facts, event("start"), life * 4_000);
      facts = applyEvent(facts, event("health_status: unhealthy"), life * 4_000 + 2_900);
      facts = applyEvent(facts, event("die", 143), life * 4_000 + 3_000);
    }
    expect(judgeContainer(facts, watched, true, 12_000)).toMatchObject({
      reason: { kind: "killed-by-own-check", neededStartPeriodMs: 6_000 },
    });
  });
});

describe("a container that sees other cards than it was planned", () => {
  test("fails, though it answers, with both", () => {
    const gpuUuids = ["GPU-a", "GPU-b"];
    const facts = { ...running, wrongGpus: ["GPU-c"], proven: { atMs: 0, by: "its health check" } };
    expect(judgeContainer(facts, { ...watched, gpuUuids }, true, 1_000)).toEqual({
      kind: "failed",
      reason: { kind: "gpu-mismatch", planned: gpuUuids, seen: ["GPU-c"] },
    });
  });
});

describe("whatever the order of events", () => {
  const actions = fc.constantFrom(
    "start",
    "die",
    "oom",
    "pause",
    "unpause",
    "health_status: healthy",
    "health_status: unhealthy",
    "exec_die",
  );

  test("nothing is ready without a proof of its present life", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(actions, fc.integer({ min: 1, max: 5_000 })), { maxLength: 40 }),
        (steps) => {
          let nowMs = 0;
          let facts: ContainerFacts = running;
          for (const [action, afterMs] of steps) {
            nowMs += afterMs;
            facts = applyEvent(facts, event(action, action === "die" ? 1 : undefined), nowMs);
          }
          const verdict = judgeContainer(facts, { ...watched, readyWithinMs: 1e9 }, true, nowMs);
          expect(["waiting", "failed"]).toContain(verdict.kind);
        },
      ),
    );
  });

  test("a death told twice is one death", () => {
    const once = applyEvent(running, event("die", 1), 10);
    expect(applyEvent(once, event("die", 1), 11)).toEqual(once);
  });
});

describe("a container that something outside has ended", () => {
  const killed = applyEvent(applyEvent(notRestarted, event("kill"), 2_000), event("die", 137), 2_000);

  test("gets a moment to be started again", () => {
    expect(judgeContainer(killed, watched, true, 2_100)).toEqual({
      kind: "waiting",
      wakeInMs: 900,
    });
    const again = applyEvent(killed, event("start"), 2_200);
    expect(judgeContainer(again, watched, true, 2_300).kind).toBe("waiting");
  });

  test("has failed after it", () => {
    expect(judgeContainer(killed, watched, true, 3_000)).toMatchObject({
      kind: "failed",
      reason: { kind: "exited", exitCode: 137 },
    });
  });

  test("has disappeared when it is removed", () => {
    const removed = applyEvent(killed, event("destroy"), 2_010);
    expect(judgeContainer(removed, watched, true, 2_020)).toMatchObject({ reason: { kind: "disappeared" } });
  });
});
