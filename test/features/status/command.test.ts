import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { status } from "../../../src/features/status/command.ts";
import type { World } from "../../../src/world/world.ts";
import { documentOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import { json, shop, started } from "../started-shop.ts";

const never = async (): Promise<never> => new Promise(() => undefined);

describe("stack status", () => {
  test("shows what each service is now, by its own probes", async () => {
    const stack = await started({ engine: { memoryBytes: { web: 64 * 2 ** 20 } } });
    const seen = await perform(stack, status);
    expect(seen.outcome).toEqual({ kind: "done" });
    expect(seen.terminal.outText).toContain("http://localhost:8080/shop");
    expect(documentOf(await perform(stack, status, json))).toMatchObject({
      command: "status",
      environment: "demo",
      state: "ready",
      services: [
        { name: "db", state: "ready" },
        { name: "job", state: "completed" },
        { name: "web", state: "ready", memoryBytes: 64 * 2 ** 20, memoryLimitBytes: 2 ** 30 },
      ],
    });
  });

  test("shows what has failed since, and ends so", async () => {
    const stack = await started();
    const web = [...stack.starts.keys()].find((id) => id.startsWith("web"));
    stack.world.engine.die(web ?? "", 9, { outOfMemory: true });
    const { outcome, terminal } = await perform(stack, status);
    expect(outcome).toEqual({ kind: "not-ready", state: "failed" });
    expect(terminal.outText).toContain("ran out of memory");
  });

  test("shows what is stopped, paused or starting", async () => {
    const stack = await started();
    for (const [id] of stack.starts) {
      if (id.startsWith("db")) await stack.world.engine.pause(id);
      if (id.startsWith("web")) await stack.world.engine.stop(id, undefined);
    }
    const { terminal } = await perform(stack, status, json);
    expect(terminal.outText).toContain("its resumption: it is paused");
    expect(documentOf(await perform(stack, status, json))).toMatchObject({
      services: [{ state: "starting" }, { state: "completed" }, { state: "stopped" }],
    });
  });

  test("works without the files, from what the engine has", async () => {
    const stack = await started();
    stack.world.files.put("/home/ann/project/stack.yaml", "name: [");
    expect(documentOf(await perform(stack, status, json))).toMatchObject({
      services: [{ name: "db" }, { name: "job" }, { name: "web" }],
    });
  });

  test("shows every environment where none is named", async () => {
    const stack = await started();
    expect(documentOf(await perform(stack, status, { ...json, words: [] }))).toMatchObject({
      environments: [{ environment: "demo", state: "ready" }],
    });
  });

  test.each(["containers", "inspect"] as const)(
    "says within three seconds that the engine does not answer, where it is silent when asked for %s",
    async (silent) => {
      const stack = await started();
      const began = stack.world.clock.elapsedMs();
      const within = (world: World): World => ({ ...world, engine: { ...world.engine, [silent]: never } });
      for (const words of [["demo"], []]) {
        const { outcome } = await perform(stack, status, { within, words });
        expect(exitCodeOf(outcome)).toBe(3);
        expect(outcome).toMatchObject({ message: expect.stringContaining("Engine does not answer") });
      }
      expect(stack.world.clock.elapsedMs() - began).toBeLessThanOrEqual(2 * 3_000);
    },
  );

  test("shows within three seconds what the engine has, where docker is silent about the files", async () => {
    const stack = await started();
    const began = stack.world.clock.elapsedMs();
    const within = (world: World): World => ({ ...world, compose: { ...world.compose, config: never } });
    const seen = await perform(stack, status, { ...json, within });
    expect(documentOf(seen)).toMatchObject({ services: [{ name: "db" }, { name: "job" }, { name: "web" }] });
    expect(seen.terminal.errText).toContain("only what the engine has is shown");
    expect(stack.world.clock.elapsedMs() - began).toBeLessThanOrEqual(3_000);
  });

  test("asks by the files that the stack was started with", async () => {
    const layer = { services: { web: { environment: { COLOUR: "red" } } } };
    const stack = stagedStack(shop, { files: { "/home/ann/project/more.yaml": JSON.stringify(layer) } });
    await perform(stack, up, { options: { file: ["more.yaml"] } });
    const asked: string[][] = [];
    const within = (world: World): World => ({
      ...world,
      compose: {
        ...world.compose,
        config: async (project, options) => {
          asked.push([...project.files]);
          return world.compose.config(project, options);
        },
      },
    });
    expect((await perform(stack, status, { within })).outcome).toEqual({ kind: "done" });
    expect(asked.flat()).toContain("/home/ann/project/more.yaml");
  });

  test("says what there is instead of an environment that is not", async () => {
    const { outcome } = await perform(await started(), status, { words: ["demos"] });
    expect(outcome).toMatchObject({ kind: "usage", fix: 'did you mean "demo"?' });
  });
});
