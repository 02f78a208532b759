import { beforeEach, describe, expect, it } from "vitest";
import { backUp, listBackups } from "../../../../src/core/secrets/store/write-secret-file.ts";
import { setSecrets } from "../../../../src/core/secrets/store/set-secrets.ts";
import { secretSpecsSchema } from "../../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../memory-world.ts";

const place = { environment: "development", directory: "/box" };
const folder = "/box/secrets/development";
let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld();
});

describe("backups of replaced files", () => {
  it("are the last ten of each file, for their owner alone", async () => {
    for (let version = 1; version <= 12; version++)
      await backUp(world, place, `${folder}/a`, `version ${version}`);
    await backUp(world, place, `${folder}/a.b`, "of another file");
    const kept = await listBackups(world, place, `${folder}/a`);
    expect(kept.map((name) => world.text(`${folder}/backup/${name}`))).toEqual(
      Array.from({ length: 10 }, (_, index) => `version ${index + 3}`),
    );
    expect(world.mode(`${folder}/backup`)).toBe("700");
    expect(new Set(kept.map((name) => world.mode(`${folder}/backup/${name}`)))).toEqual(new Set(["600"]));
  });

  it("of the same moment do not replace each other", async () => {
    const now = new Date();
    world.clock.now = () => now;
    await backUp(world, place, `${folder}/a`, "one");
    await backUp(world, place, `${folder}/a`, "two");
    const kept = await listBackups(world, place, `${folder}/a`);
    expect(kept.map((name) => world.text(`${folder}/backup/${name}`))).toEqual(["one", "two"]);
  });
});

describe("setting a value", () => {
  const specs = secretSpecsSchema.parse({
    A: { kind: "password", file: "a", derived: { "a.conf": "password {value}\n" } },
    B: { kind: "password" },
  });

  it("reaches every place it stands in, and keeps what it replaces", async () => {
    world.put("/box/.env.development", "# mine\nB=old-b # why\nA=old-a\n");
    world.put(`${folder}/a`, "old-a");
    world.put(`${folder}/a.conf`, "password old-a\n");
    const done = await setSecrets(
      world,
      place,
      specs,
      new Map([
        ["A", "new-a"],
        ["B", "new-b"],
      ]),
    );
    expect(done.problems).toEqual([]);
    expect(world.text("/box/.env.development")).toBe("# mine\nB=new-b # why\nA=new-a\n");
    expect(world.text(`${folder}/a`)).toBe("new-a");
    expect(world.text(`${folder}/a.conf`)).toBe("password new-a\n");
    for (const path of ["/box/.env.development", `${folder}/a`, `${folder}/a.conf`])
      expect(await listBackups(world, place, path)).toHaveLength(1);
  });

  it("touches nothing where the env file cannot be read", async () => {
    world.put("/box/.env.development", "B='open\n");
    const done = await setSecrets(world, place, specs, new Map([["A", "new-a"]]));
    expect(done).toMatchObject({ written: [], problems: [{ id: "secrets.unreadable-line", line: 1 }] });
    expect(world.writes).toEqual([]);
  });
});
