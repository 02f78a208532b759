import { describe, expect, test } from "vitest";
import { runStores } from "../../../../src/features/backup/stores/run-stores.ts";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import type { ContainerDetail } from "../../../../src/world/engine/container.ts";
import type { ComposeProject } from "../../../../src/world/compose/compose.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import type { FakeEngineParts } from "../../../world/fake-engine.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import type { FakeWorld, FakeWorldParts } from "../../../world/fake-world.ts";

const project = "shop-demo";
const folder = "/home/ann/project";
const stores = [
  { service: "redis", kind: "redis" },
  { service: "postgres", kind: "postgres" },
] as const;
const answers = () => ({ kind: "exited", exitCode: 0, stdout: "PONG", stderr: "" }) as const;
const refusal = { kind: "refused", status: 500, message: "no room" } as const;

function store(service: string, detail: Partial<ContainerDetail> = {}): ContainerDetail {
  const labels = { "com.docker.compose.project.working_dir": folder };
  return fakeContainer({ project, service, labels, state: "exited", ...detail });
}

function box(engine: FakeEngineParts, parts: Omit<FakeWorldParts, "engine"> = {}): FakeWorld {
  return fakeWorld({ ...parts, engine: { exec: { redis: answers, postgres: answers }, ...engine } });
}

async function run(world: FakeWorld, compose?: ComposeProject): ReturnType<typeof runStores> {
  const info = await world.engine.ping(1_000);
  const listed = await world.engine.containers({ project });
  if (info.kind === "failed" || listed.kind === "failed") throw new Error("no engine");
  const running = { environment: "demo", project, rehearsal: false, folder, directories: [folder] };
  const own = await findOwnProject(world, { ...running, containers: listed.value });
  if (own.kind === "failed") throw new Error(own.error[0]?.message);
  const work = { world, engine: info.value, signal: new AbortController().signal };
  return world.clock.drive(
    runStores(work, { project: own.value, compose, stores, onStart: () => undefined }),
  );
}

const states = (world: FakeWorld): readonly string[] =>
  stores.map(({ service }) => world.engine.container(`${service}-id`).state);

describe("stores that are made to run for a while", () => {
  test("are as they were when they are put back: stopped, or paused", async () => {
    const world = box({ containers: [store("redis", { state: "paused" }), store("postgres")] });
    const running = await run(world);
    expect(states(world)).toEqual(["running", "running"]);
    expect(running.kind === "ok" ? await running.value.putBack() : running).toEqual([]);
    expect(states(world)).toEqual(["paused", "exited"]);
  });

  test("are put back where the second of them does not start", async () => {
    const world = box({
      containers: [store("redis", { state: "paused" }), store("postgres")],
      refuseStart: { postgres: () => refusal },
    });
    expect(await run(world)).toMatchObject({ error: { reason: "postgres does not start: no room" } });
    expect(states(world)).toEqual(["paused", "exited"]);
  });

  test("are put back where something breaks", async () => {
    const breaks = (): never => {
      throw new Error("it broke");
    };
    const world = box({
      containers: [store("redis"), store("postgres")],
      exec: { redis: answers, postgres: breaks },
    });
    await expect(run(world)).rejects.toThrow("it broke");
    expect(states(world)).toEqual(["exited", "exited"]);
  });

  test("go again where Compose made only one of them", async () => {
    const made = store("redis", { state: "created" });
    const world: FakeWorld = box(
      {},
      {
        processes: [{ command: "docker", including: ["config"], result: exited("", { exitCode: 1 }) }],
        compose: {
          create: async () => {
            world.engine.add(made);
            return exited("", { exitCode: 1, stderr: "postgres: no room" });
          },
        },
      },
    );
    const compose = {
      name: project,
      directory: folder,
      files: [],
      envFile: undefined,
      profiles: [],
      variables: {},
    };
    const answer = await run(world, compose);
    expect(answer).toMatchObject({ error: { reason: expect.stringContaining("no room") } });
    const left = await world.engine.containers({ project });
    expect(left).toEqual({ kind: "ok", value: [] });
  });
});
