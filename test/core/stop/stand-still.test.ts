import { describe, expect, test } from "vitest";
import { letGoOn, whileStill } from "../../../src/core/stop/stand-still.ts";
import type { Engine } from "../../../src/world/engine/engine.ts";
import type { World } from "../../../src/world/world.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";

const place = { folder: "/home/ann/project", project: "shop-demo" };
const web = fakeContainer({ project: "shop-demo", service: "web", state: "running" });
const cron = fakeContainer({ project: "shop-demo", service: "cron", state: "running" });
const containers = [web, cron];

function box(): FakeWorld {
  return fakeWorld({ engine: { containers } });
}

function withEngine(world: World, engine: Partial<Engine>): World {
  return { ...world, engine: { ...world.engine, ...engine } };
}

const states = ({ engine }: FakeWorld): readonly string[] =>
  containers.map(({ id }) => engine.container(id).state);

const saved = async (): Promise<{ readonly kind: "ok" }> => ({ kind: "ok" });

describe("containers that stand still for a moment", () => {
  test("do so while something is done, and go on after it", async () => {
    const world = box();
    let meanwhile: readonly string[] = [];
    const answer = await whileStill(world, { ...place, containers }, async () => {
      meanwhile = states(world);
      return { kind: "ok" };
    });
    expect([answer.kind, meanwhile, states(world)]).toEqual([
      "ok",
      ["paused", "paused"],
      ["running", "running"],
    ]);
    expect(await letGoOn(world, place)).toEqual({ names: [], left: [] });
  });

  test("go on where that breaks", async () => {
    const world = box();
    const breaking = whileStill(world, { ...place, containers }, async () => {
      throw new Error("it broke");
    });
    await expect(breaking).rejects.toThrow("it broke");
    expect(states(world)).toEqual(["running", "running"]);
  });

  test("are stopped where they cannot be paused, and started again", async () => {
    const world = box();
    let meanwhile: readonly string[] = [];
    const unfreezing = withEngine(world, {
      pause: async (id) =>
        id === web.id
          ? { kind: "failed", error: { kind: "refused", status: 500, message: "no freezer" } }
          : world.engine.pause(id),
    });
    await whileStill(unfreezing, { ...place, containers }, async () => {
      meanwhile = states(world);
      return { kind: "ok" };
    });
    expect([meanwhile, states(world)]).toEqual([
      ["exited", "paused"],
      ["running", "running"],
    ]);
  });

  test("are copied by nobody where they can neither be paused nor stopped", async () => {
    const world = box();
    const refusal = { kind: "failed", error: { kind: "refused", status: 500, message: "no" } } as const;
    const stubborn = withEngine(world, { pause: async () => refusal, stop: async () => refusal });
    let isDone = false;
    const answer = await whileStill(stubborn, { ...place, containers }, async () => {
      isDone = true;
      return { kind: "ok" };
    });
    expect(isDone).toBe(false);
    expect(answer).toMatchObject({ error: expect.stringContaining("does not stand still") });
  });

  test("are made to go on by the next command where the run is killed meanwhile", async () => {
    const world = box();
    // from the moment of its death the engine hears nothing of that run
    const killed = withEngine(world, { unpause: async () => new Promise(() => undefined) });
    void whileStill(killed, { ...place, containers }, saved);
    await expect.poll(() => states(world)).toEqual(["paused", "paused"]);
    const gone = await letGoOn(world, place);
    expect(gone).toEqual({ names: [web.name, cron.name], left: [] });
    expect(states(world)).toEqual(["running", "running"]);
    expect(await letGoOn(world, place)).toEqual({ names: [], left: [] });
  });

  test("are left as somebody has made them since", async () => {
    const world = box();
    const killed = withEngine(world, { unpause: async () => new Promise(() => undefined) });
    void whileStill(killed, { ...place, containers }, saved);
    await expect.poll(() => states(world)).toEqual(["paused", "paused"]);
    world.engine.change(web.id, { state: "exited" });
    expect((await letGoOn(world, place)).names).toEqual([cron.name]);
    expect(states(world)).toEqual(["exited", "running"]);
  });

  test("that do not go on are said, and tried again by the next command", async () => {
    const world = box();
    const stuck = withEngine(world, {
      unpause: async () => ({ kind: "failed", error: { kind: "refused", status: 500, message: "frozen" } }),
    });
    const answer = await whileStill(stuck, { ...place, containers }, saved);
    expect(answer).toMatchObject({ error: expect.stringContaining("does not go on: frozen") });
    expect((await letGoOn(world, place)).names).toEqual([web.name, cron.name]);
  });
});
