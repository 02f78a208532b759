import { describe, expect, test } from "vitest";
import { beginCreation } from "../../../src/core/start/creation.ts";
import type { Creation } from "../../../src/core/start/creation.ts";
import type { Tell } from "../../../src/core/events/event.ts";
import { EngineWatch } from "../../../src/core/proof/engine-watch.ts";
import type { ProcessResult } from "../../../src/world/processes/processes.ts";
import { settle } from "../../world/fake-clock.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";

interface Setting {
  readonly world: FakeWorld;
  readonly creation: Creation;
  readonly told: readonly string[];
  /** Ends Compose's call. */
  readonly end: (exitCode: number, stderr?: string) => Promise<void>;
}

const project = { name: "p", directory: "/p", files: [], envFile: undefined, profiles: [], variables: {} };

async function creating(replicas: Readonly<Record<string, number>>): Promise<Setting> {
  let answer: (value: ProcessResult) => void = () => undefined;
  const world = fakeWorld({
    engine: {
      containers: Object.entries(replicas).flatMap(([service, count]) =>
        Array.from({ length: count }, (_, index) =>
          fakeContainer({ project: "p", service, id: `${service}-${String(index)}` }),
        ),
      ),
    },
    compose: {
      create: async () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    },
  });
  const events = new EngineWatch(world, "p");
  const { signal } = new AbortController();
  void events.follow(signal, 30_000);
  await settle();
  const told: string[] = [];
  const tell: Tell = (event) => {
    if (event.type === "service-created") told.push(event.service);
  };
  const services = Object.entries(replicas).map(([name, count]) => ({ name, replicas: count }));
  const creating = { now: services, afterwards: new Set(["hooked"]) };
  const plan = { project, model: { services: [] } };
  const creation = beginCreation({ world, tell, signal, plan }, creating, events);
  await settle();
  return {
    world,
    creation,
    told,
    end: async (exitCode, stderr = "") => {
      answer({ kind: "exited", exitCode, stdout: "", stderr });
      await settle();
    },
  };
}

describe("creation", () => {
  test("hands a service over the moment its containers exist, while others are still being made", async () => {
    const { world, creation, told, end } = await creating({ db: 1, web: 1 });
    expect(creation.made("db")).toBeUndefined();
    world.engine.emit("db-0", "create");
    await settle();
    expect(creation.made("db")).toMatchObject({ kind: "ok", value: [{ id: "db-0" }] });
    expect(creation.made("web")).toBeUndefined();
    await end(0);
    expect(creation.made("web")).toMatchObject({ kind: "ok", value: [{ id: "web-0" }] });
    expect(told).toEqual(["db", "web"]);
  });

  test("waits for all replicas of a service", async () => {
    const { world, creation } = await creating({ web: 2 });
    world.engine.emit("web-1", "create");
    await settle();
    expect(creation.made("web")).toBeUndefined();
    world.engine.emit("web-0", "create");
    await settle();
    expect(creation.made("web")).toMatchObject({ value: [{ id: "web-1" }, { id: "web-0" }] });
  });

  test("tells of every answer once and of the end, and answers at once for what it does not make", async () => {
    const { world, creation, end } = await creating({ db: 1 });
    let news = 0;
    creation.onNews(() => {
      news += 1;
    });
    expect(creation.made("other")).toEqual({ kind: "ok", value: [] });
    world.engine.emit("db-0", "create");
    await settle();
    await end(0);
    expect(news).toBe(2);
  });

  test("keeps a service that Compose itself must start until Compose is done with the others", async () => {
    const { creation, end } = await creating({ db: 1 });
    expect(creation.made("hooked")).toBeUndefined();
    await end(0);
    expect(creation.made("hooked")).toEqual({ kind: "ok", value: [] });
  });

  test("refuses what Compose refuses, with its reason", async () => {
    const { creation, told, end } = await creating({ db: 1 });
    await end(1, "no such driver");
    expect(creation.made("db")).toMatchObject({ kind: "failed" });
    expect(told).toEqual([]);
  });
});
