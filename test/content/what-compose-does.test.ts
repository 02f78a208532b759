import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Compose, ComposeProject } from "../../src/world/compose/compose.ts";
import { nodeCompose } from "../../src/world/compose/node-compose.ts";
import { createWorld } from "../../src/world/node-world.ts";
import type { ProcessResult } from "../../src/world/processes/processes.ts";
import { recordingEngine } from "../program/recording-engine.ts";
import type { RecordingEngine } from "../program/recording-engine.ts";

const { signal } = new AbortController();

interface Stage {
  readonly engine: RecordingEngine;
  readonly compose: Compose;
  readonly project: ComposeProject;
  readonly write: (services: object) => Promise<void>;
}

/** The installed Compose, told of an engine that only writes down what it is to do. */
async function staged(services: object): Promise<Stage> {
  const engine = await recordingEngine();
  const { processes, machine } = createWorld(undefined);
  const environment = { ...machine.environment, DOCKER_HOST: engine.address };
  const directory = await mkdtemp(join(tmpdir(), "stack-what-compose-does-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "compose.yaml");
  const write = async (given: object): Promise<void> =>
    writeFile(file, JSON.stringify({ services: given, volumes: { data: {} } }));
  await write(services);
  return {
    engine,
    compose: nodeCompose({ processes, environment: () => Promise.resolve(environment) }),
    project: { name: "demo", directory, files: [file], envFile: undefined, profiles: [], variables: {} },
    write,
  };
}

function outputOf(result: ProcessResult): string {
  expect(result).toMatchObject({ kind: "exited", exitCode: 0 });
  return result.kind === "exited" ? result.stdout : "";
}

const shop = {
  db: { image: "example/db:1", volumes: ["data:/data"] },
  web: { image: "example/web:1", depends_on: ["db"] },
};

/** What `config --hash` says, by service. */
async function hashes({ compose, project }: Stage): Promise<ReadonlyMap<string, string>> {
  const lines = outputOf(await compose.configHashes(project, signal))
    .trim()
    .split("\n");
  return new Map(lines.map((line) => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]));
}

function hashOnLabel({ engine }: Stage, name: string): string | undefined {
  return engine.containers.get(name)?.labels["com.docker.compose.config-hash"];
}

describe("what Compose would do at the engine", () => {
  test("when it creates: network, volume and containers, in the order of dependencies, and starts none", async () => {
    const stage = await staged(shop);
    outputOf(await stage.compose.create(stage.project, ["db", "web"], signal));
    expect(stage.engine.calls).toEqual([
      "create-network demo_default",
      "create-volume demo_data",
      "create demo-db-1",
      "create demo-web-1",
    ]);
  });

  test("when it creates what exists: nothing, even where it has changed", async () => {
    const stage = await staged(shop);
    outputOf(await stage.compose.create(stage.project, ["db", "web"], signal));
    stage.engine.forget();
    await stage.write({ ...shop, db: { ...shop.db, environment: { MODE: "new" } } });
    outputOf(await stage.compose.create(stage.project, ["db", "web"], signal));
    expect(stage.engine.calls).toEqual([]);
  });

  test("writes on each container the very hash that it tells beforehand", async () => {
    const stage = await staged(shop);
    outputOf(await stage.compose.create(stage.project, ["db", "web"], signal));
    const told = await hashes(stage);
    expect(told.size).toBe(2);
    expect(hashOnLabel(stage, "demo-db-1")).toBe(told.get("db"));
    expect(hashOnLabel(stage, "demo-web-1")).toBe(told.get("web"));
  });

  test("when it brings up what has changed: a new one beside the old, then the old goes; nobody else is touched", async () => {
    const stage = await staged(shop);
    outputOf(await stage.compose.up(stage.project, ["db"], signal));
    stage.engine.forget();
    await stage.write({ ...shop, db: { ...shop.db, environment: { MODE: "new" } } });
    outputOf(await stage.compose.up(stage.project, ["db"], signal));
    const kinds = stage.engine.calls.map((call) => call.split(" ")[0]);
    expect(kinds).toEqual(["create", "stop", "remove", "rename", "start"]);
    expect([...stage.engine.containers.keys()]).toEqual(["demo-db-1"]);
  });

  test("never pulls and never builds, whatever is missing elsewhere", async () => {
    const stage = await staged({ ...shop, built: { build: "." } });
    await stage.compose.up(stage.project, ["db"], signal);
    expect(stage.engine.calls.filter((call) => /image|build/u.test(call))).toEqual([]);
  });
});
