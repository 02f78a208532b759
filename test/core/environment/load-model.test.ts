import { describe, expect, test } from "vitest";
import { loadModel } from "../../../src/core/environment/load-model.ts";
import type { ProcessResult } from "../../../src/world/processes/processes.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const never = new AbortController().signal;
const layer = "/home/ann/project/compose.yaml";
const project = {
  name: "shop",
  directory: "/home/ann/project",
  files: [layer],
  envFile: undefined,
  profiles: [],
  variables: {},
};
const merged: ProcessResult = {
  kind: "exited",
  exitCode: 0,
  stdout: JSON.stringify({ name: "shop", services: { web: { image: "web" } } }),
  stderr: "",
};

describe("the layers of an environment", () => {
  test("are read here while Compose reads them, and not before it was begun", async () => {
    const told: string[] = [];
    let end = (): void => undefined;
    const fake = fakeWorld({
      files: { [layer]: "services: { web: { image: web } }\n" },
      compose: {
        config: (_project, { onStarted }) => {
          told.push("Compose is asked");
          onStarted?.();
          return new Promise((resolve) => {
            end = () => resolve(merged);
          });
        },
      },
    });
    const read = async (path: string) => {
      told.push(`read ${path}`);
      return fake.files.read(path);
    };
    const world = { ...fake, files: { ...fake.files, read } };
    const loading = loadModel(world, project, never, () => told.push("meanwhile"));
    await new Promise(setImmediate);
    told.push("Compose answers");
    end();
    expect(await loading).toMatchObject({
      kind: "ok",
      value: { model: { services: [{ name: "web" }] } },
    });
    expect(told).toEqual(["Compose is asked", "meanwhile", `read ${layer}`, "Compose answers"]);
  });

  test("are not waited for where Compose cannot run", async () => {
    const world = fakeWorld({
      files: { [layer]: "services: {}\n" },
      compose: { config: async () => ({ kind: "not-found" }) },
    });
    expect(await loadModel(world, project, never)).toMatchObject({
      kind: "problems",
      problems: [{ message: expect.stringContaining("docker is not installed here") }],
    });
  });
});
