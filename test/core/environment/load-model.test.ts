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

  test("name the docker command, and no layer, where it does not answer", async () => {
    const world = fakeWorld({
      files: { [layer]: "services: {}\n" },
      compose: { config: async () => ({ kind: "timed-out", stdout: "", stderr: "" }) },
    });
    expect(await loadModel(world, project, never)).toMatchObject({
      error: [{ message: expect.stringContaining("docker does not answer"), prerequisite: true }],
    });
  });

  test.each([
    ["include", "include: [odd]\n", 1],
    ["include, long", "include:\n  - path: [odd]\n", 2],
    ["extends", "services:\n  web:\n    extends: { file: odd, service: x }\n", 3],
    ["env_file", "services:\n  web:\n    env_file: odd\n", 3],
    ["env_file, listed", "services:\n  web:\n    env_file: [{ path: odd }]\n", 3],
  ])(
    "that name what is no file (%s) are told at once, and Compose is not waited for",
    async (_, text, line) => {
      const fake = fakeWorld({
        files: { [layer]: text },
        compose: {
          config: (_project, { signal, onStarted }) => {
            onStarted?.();
            return new Promise((resolve) => {
              signal.addEventListener("abort", () => resolve({ kind: "aborted", stdout: "", stderr: "" }));
            });
          },
        },
      });
      const odd = { kind: "other", mode: 0o644, ownerId: 0, sizeBytes: 0, modifiedAt: new Date(0) } as const;
      const stat = (path: string) =>
        path === "/home/ann/project/odd" ? Promise.resolve(odd) : fake.files.stat(path);
      expect(await loadModel({ ...fake, files: { ...fake.files, stat } }, project, never)).toMatchObject({
        error: [{ file: "compose.yaml", line, message: expect.stringContaining("odd is a pipe") }],
      });
    },
  );

  test("are not waited for where Compose cannot run", async () => {
    const world = fakeWorld({
      files: { [layer]: "services: {}\n" },
      compose: { config: async () => ({ kind: "not-found" }) },
    });
    expect(await loadModel(world, project, never)).toMatchObject({
      kind: "failed",
      error: [{ message: expect.stringContaining("docker is not installed here") }],
    });
  });
});
