import { describe, expect, it } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { layersOf } from "../../stage/behaviour.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { linesOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performing } from "../../stage/staged-stack.ts";
import { watchedWorld } from "../../stage/watched-world.ts";
import type { FakeFile } from "../../world/fake-files.ts";

const here = "/home/ann/project";
const shipped = "/usr/lib/stack";
const parts: Parts = { db: { behaves: { kind: "serves", afterMs: 100 } } };

const manifest = { name: "shop", environments: { demo: { layers: ["compose/base.yaml"] } } };

/** A folder in which there is no stack, and the program with the one that it ships. */
async function emptyFolder(files: Readonly<Record<string, FakeFile>> = {}) {
  const stack = stagedStack(parts, {
    files: {
      [`${shipped}/stack.yaml`]: JSON.stringify(manifest),
      [`${shipped}/compose/base.yaml`]: layersOf(parts),
      [`${shipped}/configs/db/start.sh`]: { text: "#!/bin/sh\n", mode: 0o755 },
      [`${shipped}/configs/db/db.conf`]: { text: "a = 1\n", mode: 0o600 },
      [`${shipped}/stack.schema.json`]: "{}",
      [`${shipped}/layer.schema.json`]: "{}",
      ...files,
    },
  });
  for (const name of ["stack.yaml", "compose.yaml"]) await stack.world.files.remove(`${here}/${name}`);
  const run = (performing: Performing = {}) => perform(stack, up, performing);
  const own = (): readonly string[] =>
    stack.world.files.paths().filter((path) => path.startsWith(`${here}/`) && !path.includes("/.stack/"));
  return { ...stack, run, own };
}

const copied = [
  "compose/base.yaml",
  "configs/db/db.conf",
  "configs/db/start.sh",
  "layer.schema.json",
  "stack.schema.json",
  "stack.yaml",
].map((name) => `${here}/${name}`);

describe("a first start in a folder without a stack", () => {
  it("copies the shipped one there, says so, and starts it from there", async () => {
    const folder = await emptyFolder();
    const told = await folder.run({ options: { json: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(folder.own().filter((path) => copied.includes(path))).toEqual(copied);
    const { files } = folder.world;
    expect(files.textAt(`${here}/stack.yaml`)).toBe(JSON.stringify(manifest));
    // a script stays one; the rest containers can read
    expect(files.modeAt(`${here}/configs/db/start.sh`)).toBe(0o755);
    expect(files.modeAt(`${here}/configs/db/db.conf`)).toBe(0o644);
    expect(linesOf(told)).toContainEqual(
      expect.objectContaining({
        type: "notice",
        text: expect.stringContaining(`copied the shipped stack to ${here}`),
      }),
    );
  });

  it("writes the manifest last: with it the copy is whole", async () => {
    const folder = await emptyFolder();
    const { files } = folder.world;
    const whole: boolean[] = [];
    await folder.run({
      within: (world) =>
        watchedWorld(world, (_, call) => {
          const isThere = files.textAt(`${here}/stack.yaml`) !== undefined;
          if (call === "writeAtomically" && isThere && whole.length === 0) {
            whole.push(copied.every((path) => files.textAt(path) !== undefined));
          }
        }),
    });
    expect(whole).toEqual([true]);
  });

  it("leaves what is there alone the second time, whatever a person made of it", async () => {
    const folder = await emptyFolder();
    await folder.run();
    folder.world.files.put(`${here}/configs/db/db.conf`, "a = 2\n");
    const again = await folder.run({ options: { json: true } });
    expect(again.outcome).toEqual({ kind: "done" });
    expect(folder.world.files.textAt(`${here}/configs/db/db.conf`)).toBe("a = 2\n");
    expect(again.terminal.outText).not.toContain("copied the shipped stack");
  });
});

describe("a folder that cannot have the copy", () => {
  it.each(["compose", "configs"])("is one with a %s/ of its own, which stays as it is", async (name) => {
    const folder = await emptyFolder({ [`${here}/${name}/mine.yaml`]: "mine" });
    const told = await folder.run();
    expect(exitCodeOf(told.outcome)).toBe(2);
    expect(told.terminal.outText + told.terminal.errText).toContain(`has a ${name}/ already`);
    expect(folder.own()).toEqual([`${here}/${name}/mine.yaml`]);
    expect(folder.starts.size).toBe(0);
  });

  it.each(["configs/db/start.sh", "stack.yaml"])("is one on a full disk: %s", async (name) => {
    const folder = await emptyFolder();
    folder.world.files.refuseWriting(`${here}/${name}`, "ENOSPC");
    const told = await folder.run();
    expect(told.terminal.outText + told.terminal.errText).toContain(
      `${here}/${name} cannot be written: no space left on device`,
    );
    expect(folder.own()).not.toContain(`${here}/stack.yaml`);
    expect(folder.starts.size).toBe(0);
    expect(folder.world.locks.held.size).toBe(0);
  });

  it("does not get half of it from a package that is damaged", async () => {
    const folder = await emptyFolder({ [`${shipped}/configs/db/db.conf`]: { unreadable: "EIO" } });
    const told = await folder.run();
    expect(told.terminal.outText + told.terminal.errText).toContain("db.conf cannot be read");
    expect(folder.own()).not.toContain(`${here}/stack.yaml`);
  });
});
