import { describe, expect, it } from "vitest";
import { openContext } from "../../../src/command/open-context.ts";
import { findManifest } from "../../../src/core/environment/find-manifest.ts";
import { init } from "../../../src/features/init/command.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld } from "../../world/fake-world.ts";

const here = "/home/ann/My.Project";

function folderWith(files: Readonly<Record<string, string>>, answers?: readonly string[]): FakeWorld {
  return fakeWorld({
    machine: { workingDirectory: here },
    ...(answers === undefined ? {} : { terminal: { answers } }),
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${here}/${name}`, text])),
  });
}

async function runInit(world: FakeWorld, options: Readonly<Record<string, unknown>> = {}) {
  const opened = await openContext(world, [], {
    options: { color: false, ...options },
    commands: [],
    startGuards: [],
  });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  return init(opened.value);
}

describe("stack init", () => {
  it.each(["123", "null", "no"])(
    "writes a manifest that is read where the project is called %s",
    async (name) => {
      const world = folderWith({ "compose.yaml": `name: "${name}"\nservices: {}\n` });
      expect(await runInit(world, { yes: true })).toEqual({ kind: "done" });
      expect(await findManifest(world, here)).toMatchObject({ value: { manifest: { name } } });
    },
  );

  it("writes a manifest that is read, of the folder's own files", async () => {
    const world = folderWith({
      "docker-compose.yml": "services: {}\n",
      "docker-compose.override.yml": "services: {}\n",
      ".env": "TAG=1\n",
    });
    expect(await runInit(world, { yes: true })).toEqual({ kind: "done" });
    const read = await findManifest(world, here);
    expect(read).toMatchObject({
      value: {
        manifest: {
          name: "myproject",
          environments: {
            development: {
              aliases: ["dev"],
              layers: ["docker-compose.yml", "docker-compose.override.yml"],
              "env-files": [".env"],
            },
          },
        },
      },
    });
    expect(world.terminal.outText).toContain("myproject-development");
  });

  it("takes the name that the Compose file has, and tells what it would write in JSON", async () => {
    const world = folderWith({ "compose.yaml": "name: shop\nservices: {}\n" });
    expect(await runInit(world, { json: true })).toMatchObject({ kind: "usage" });
    expect(JSON.parse(world.terminal.outText)).toMatchObject({
      command: "init",
      name: "shop",
      layers: ["compose.yaml"],
      written: false,
    });
    expect(world.files.paths()).not.toContain(`${here}/stack.yaml`);
  });

  it("writes nothing that was not confirmed", async () => {
    const world = folderWith({ "compose.yaml": "services: {}\n" }, ["n"]);
    expect(await runInit(world)).toMatchObject({ kind: "usage", fix: "stack init --yes" });
    expect(world.files.paths()).toEqual([`${here}/compose.yaml`]);
  });

  it("leaves a manifest as it is, and makes none out of nothing", async () => {
    const there = folderWith({ "compose.yaml": "", "stack.yaml": "name: mine\n" });
    expect(await runInit(there, { yes: true })).toMatchObject({ kind: "usage" });
    expect(there.files.textAt(`${here}/stack.yaml`)).toBe("name: mine\n");
    expect(await runInit(folderWith({}), { yes: true })).toMatchObject({ kind: "usage" });
  });
});
