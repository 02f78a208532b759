import { describe, expect, it } from "vitest";
import {
  leftHalf,
  readHalfCopies,
  stillToCopy,
  writeHalfCopies,
} from "../../../../src/features/first-run/adopt/adoption-journal.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import { composed, volume } from "../../../core/ownership/things.ts";

const half = { volume: "demo_pg", source: "old_pg", createdAt: "2026-11-21T10:00:00Z" };

describe("the journal of an adoption", () => {
  it("says what was being copied, and nothing when all is whole", async () => {
    const world = fakeWorld();
    expect(await readHalfCopies(world, "/box")).toEqual([]);
    await writeHalfCopies(world, "/box", [half]);
    expect(await readHalfCopies(world, "/box")).toEqual([half]);
    await writeHalfCopies(world, "/box", []);
    expect(await readHalfCopies(world, "/box")).toEqual([]);
  });

  it("means the very volume that was being filled, not one that was made under its name later", () => {
    const there = volume("pg", { name: half.volume, createdAt: half.createdAt });
    expect(leftHalf([half], [there], [])).toEqual([half]);
    expect(leftHalf([half], [{ ...there, createdAt: "2026-11-21T11:00:00Z" }], [])).toEqual([]);
    expect(leftHalf([half], [], [])).toEqual([]);
  });

  it("cut off around the making of it, means it unless somebody uses it by now", () => {
    const begun = { ...half, createdAt: null };
    const there = volume("pg", { name: half.volume });
    expect(leftHalf([begun], [there], [])).toEqual([begun]);
    const holder = composed("", { name: `stack-holds-${half.volume}`, state: "created", labels: {} });
    expect(leftHalf([begun], [there], [{ ...holder, volumes: [half.volume] }])).toEqual([begun]);
    expect(leftHalf([begun], [there], [composed("pg", { volumes: [half.volume] })])).toEqual([]);
  });

  it("counts what was not begun as still to be copied, and what has a volume of its own by now as not", () => {
    const later = { volume: "demo_rd", source: "old_rd", createdAt: null };
    const there = volume("pg", { name: half.volume, createdAt: half.createdAt });
    expect(stillToCopy([half, later], [there], [])).toEqual([half, later]);
    const used = [composed("rd", { volumes: [later.volume] })];
    expect(stillToCopy([half, later], [there, volume("rd", { name: later.volume })], used)).toEqual([half]);
  });
});
