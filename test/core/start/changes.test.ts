import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";
import { eventsOf, resultOf } from "../../stage/told.ts";
import type { World } from "../../../src/world/world.ts";

const serves = { kind: "serves", afterMs: 200 } as const;
const json = { options: { json: true } };

const parts: Parts = {
  db: { behaves: serves },
  job: {
    behaves: { kind: "ends", afterMs: 50, exitCode: 0 },
    after: { db: { condition: "service_healthy" } },
  },
  web: {
    behaves: serves,
    after: {
      db: { condition: "service_healthy", restart: true },
      job: { condition: "service_completed_successfully" },
    },
  },
};

/** What the engine was told since, without the numbers of containers. */
function since({ world }: StagedStack, before: number): readonly string[] {
  return world.engine.calls.slice(before).map((call) => call.replaceAll(/-\d+-\d+/gu, "").trim());
}

async function again(change: (stack: StagedStack) => void | Promise<void>): Promise<{
  readonly calls: readonly string[];
  readonly types: readonly string[];
  readonly exitCode: number;
}> {
  const stack = stagedStack(parts);
  await perform(stack, up, json);
  await change(stack);
  const before = stack.world.engine.calls.length;
  const performed = await perform(stack, up, json);
  return {
    calls: since(stack, before),
    types: eventsOf(performed).map(({ type, service }) => `${type} ${service}`),
    exitCode: resultOf(performed).exitCode,
  };
}

describe("a second start", () => {
  test("leaves alone what is as it should be, and runs no one-shot again", async () => {
    const { calls, types, exitCode } = await again(() => undefined);
    expect(exitCode).toBe(0);
    expect(calls).toEqual([]);
    expect(types).toContain("service-kept db");
    expect(types).toContain("service-kept web");
  });

  test("recreates what has changed, and restarts who asked for that", async () => {
    const { calls, types, exitCode } = await again((stack) => {
      stack.change({ ...parts, db: { behaves: serves, config: { environment: { MODE: "new" } } } });
    });
    expect(exitCode).toBe(0);
    expect(calls).toEqual(["stop db", "remove db", "start db", "restart web"]);
    expect(types).toContain("service-recreated db");
  });

  test("says why who asked for a restart could not be restarted, and does not take it for started", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up, json);
    stack.change({ ...parts, db: { behaves: serves, config: { environment: { MODE: "new" } } } });
    const message = "cannot restart container: no space left on device";
    const performed = await perform(stack, up, {
      ...json,
      within: (world) => ({
        ...world,
        engine: {
          ...world.engine,
          restart: async () => ({ kind: "failed", error: { kind: "refused", status: 500, message } }),
        },
      }),
    });
    const { exitCode, services } = resultOf(performed);
    expect(exitCode).toBe(4);
    const web = services.find(({ name }) => name === "web");
    expect(web).toMatchObject({ state: "failed", reason: expect.stringContaining("no space left") });
  });

  test("starts what was stopped, and lets go on what was paused", async () => {
    const { calls, exitCode } = await again(async ({ world, starts }) => {
      for (const id of starts.keys()) {
        if (id.startsWith("web")) await world.engine.stop(id, undefined);
        if (id.startsWith("db")) await world.engine.pause(id);
      }
    });
    expect(exitCode).toBe(0);
    expect(calls.toSorted()).toEqual(["start web", "unpause db"]);
  });

  test("waits for what the engine still stops, and starts it again", async () => {
    const { calls, types, exitCode } = await again(({ world, starts }) => {
      const web = [...starts.keys()].find((id) => id.startsWith("web")) ?? "";
      const ends = async (): Promise<void> => {
        await world.clock.sleep(3_000, new AbortController().signal);
        world.engine.die(web, 143);
      };
      world.engine.emit(web, "kill", { signal: "15" });
      world.background.begin(ends());
    });
    expect([exitCode, calls]).toEqual([0, ["start web"]]);
    expect(types).toContain("notice ");
  });

  test.each([
    ["a signal that ends nothing", "1", 0],
    ["a signal that it has outlived", "15", 60_000],
  ])("keeps what was sent %s", async (_name, signal, agoMs) => {
    const { calls, types, exitCode } = await again(async ({ world, starts }) => {
      for (const id of starts.keys()) world.engine.emit(id, "kill", { signal });
      await world.clock.advance(agoMs);
    });
    expect([exitCode, calls]).toEqual([0, []]);
    expect(types).not.toContain("notice ");
  });

  test("makes what was removed", async () => {
    const { calls, types } = await again(async ({ world, starts }) => {
      for (const id of starts.keys()) {
        if (!id.startsWith("web")) continue;
        await world.engine.stop(id, undefined);
        await world.engine.removeContainer(id, true);
      }
    });
    expect(calls).toEqual(["start web"]);
    expect(types).toContain("service-created web");
  });

  test("makes more replicas where more are wanted", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up, json);
    stack.change({ ...parts, web: { behaves: serves, ...parts["web"], replicas: 3 } });
    const result = resultOf(await perform(stack, up, json));
    expect(result.exitCode).toBe(0);
    expect([...stack.starts.keys()].filter((id) => id.startsWith("web"))).toHaveLength(3);
  });

  test("names containers of services that no file has any more, and leaves them", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up, json);
    const { web: _gone, ...rest } = parts;
    stack.change(rest);
    const performed = await perform(stack, up);
    expect(performed.terminal.errText).toContain("shop-demo-web-1");
    expect(stack.world.engine.calls.some((call) => call.startsWith("remove"))).toBe(false);
  });
});

describe("a start that nothing can be written of", () => {
  const full = { kind: "failed", error: { code: "EROFS", reason: "read-only file system" } } as const;
  const within = (world: World): World => {
    const { files } = world;
    const writeAtomically: typeof files.writeAtomically = async (path, ...rest) =>
      path.includes("/.stack/") ? full : files.writeAtomically(path, ...rest);
    return { ...world, files: { ...files, writeAtomically } };
  };

  test("does what it can, and says that nobody will know of it", async () => {
    const performed = await perform(stagedStack(parts), up, { within });
    expect(performed.outcome).toEqual({ kind: "done" });
    expect(performed.terminal.errText).toMatch(/could not be written down: read-only file system/u);
  });

  test("has nothing to say where all is on record already", async () => {
    const stack = stagedStack(parts);
    await perform(stack, up);
    expect((await perform(stack, up, { within })).terminal.errText).not.toContain("written down");
  });
});

describe("a start that waits for nobody", () => {
  test("ends when all is started that may start, and says what is still coming", async () => {
    const performed = await perform(stagedStack(parts), up, { options: { json: true, wait: false } });
    const result = resultOf(performed);
    expect(result.exitCode).toBe(0);
    expect(result.services.find(({ name }) => name === "web")?.state).toBe("unproven");
  });

  test("takes unproven services for a failure where that is asked for", async () => {
    const stack = stagedStack({ box: { behaves: { kind: "stays" } } });
    const strict = await perform(stack, up, { options: { json: true, strict: true } });
    expect(strict.outcome).toMatchObject({ kind: "unproven-refused", services: ["box"] });
    expect(resultOf(strict).exitCode).toBe(4);
  });
});

describe("a service that fails", () => {
  test("comes with the end of its log and the names of those that were skipped for it", async () => {
    const stack = stagedStack({
      db: { behaves: { kind: "ends", afterMs: 300, exitCode: 78 } },
      api: { behaves: serves, after: { db: { condition: "service_completed_successfully" } } },
      web: { behaves: serves, after: { api: { condition: "service_healthy" } } },
    });
    const speak = async (): Promise<void> => {
      await stack.world.clock.sleep(200, new AbortController().signal);
      for (const id of stack.starts.keys()) stack.world.engine.log(id, "no such table: orders", "stderr");
    };
    stack.world.background.begin(speak());
    const result = resultOf(await perform(stack, up, json));
    expect(result.services[0]).toMatchObject({
      state: "failed",
      blocks: ["api", "web"],
      logTail: ["no such table: orders"],
    });
  });

  test.each([
    ["driver failed: Bind for 127.0.0.1:5432 failed: port is already allocated", "5432"],
    ['could not select device driver "nvidia" with capabilities: [[gpu]]', "GPU"],
    ['exec: "serve": executable file not found in $PATH: unknown', "serve"],
    ["No such image: example/db:1", "example/db:1"],
    ["something else", "something else"],
  ])("for the engine's refusal (%s) says what that means", async (message, said) => {
    const failure = { kind: "refused", status: 500, message } as const;
    const stack = stagedStack({ db: { behaves: { kind: "refused", failure } } });
    const result = resultOf(await perform(stack, up, json));
    expect(result.exitCode).toBe(4);
    expect(result.services[0]?.reason).toContain(said);
  });

  test("of tests alone is told as failing tests", async () => {
    const stack = stagedStack({
      suite: { behaves: { kind: "ends", afterMs: 100, exitCode: 1 }, extras: { kind: "test-run" } },
    });
    expect((await perform(stack, up, json)).outcome).toEqual({ kind: "tests-failed", failed: 1 });
  });
});
