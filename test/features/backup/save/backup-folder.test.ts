import { describe, expect, it } from "vitest";
import { findBackup } from "../../../../src/features/backup/restore/find-backup.ts";
import { intoBackup } from "../../../../src/features/backup/save/into-backup.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import type { FakeWorld } from "../../../world/fake-world.ts";

const directory = "/srv/shop/backups/dev";
const project = { environment: "dev", project: "shop-dev" };

async function saved(world: FakeWorld, now: string): Promise<string> {
  const dated = { ...world, clock: { ...world.clock, now: () => new Date(now) } };
  const part = { service: "db", file: "db.rdb", sizeBytes: 0, sha256: "", keys: 0, expiring: 0, rdbBytes: 0 };
  const answer = await intoBackup(dated, { project, directory, notSaved: [] }, async () => ({
    kind: "ok",
    value: [{ kind: "redis", ...part }],
  }));
  return answer.kind === "saved" ? world.files.basename(answer.path) : answer.kind;
}

async function latest(world: FakeWorld): Promise<string> {
  const requested = { directory, environment: "dev", word: "latest", unfinished: undefined };
  const found = await findBackup(world, requested);
  return found.kind === "ok" ? world.files.basename(found.value.path) : found.kind;
}

describe("a new backup", () => {
  it("is named after its moment", async () => {
    expect(await saved(fakeWorld(), "2026-03-01T10:00:00.500Z")).toBe("2026-03-01T10-00-00Z");
  });

  it.each([
    ["a clock that was set back a day", "2026-02-28T10:00:00.000Z"],
    ["a clock that has not gone on", "2026-03-01T10:00:00.000Z"],
  ])("is the latest, also by %s", async (_name, now) => {
    const world = fakeWorld();
    await saved(world, "2026-03-01T10:00:00.000Z");
    for (let count = 1; count <= 12; count += 1) {
      const name = await saved(world, now);
      expect(await latest(world)).toBe(name);
    }
  });

  it("comes after those of a second that have a number", async () => {
    const older = `${directory}/2026-03-01T10-00-00Z-2/manifest.json`;
    const world = fakeWorld({ files: { [older]: "{}" } });
    expect(await saved(world, "2026-03-01T10:00:00.900Z")).toBe("2026-03-01T10-00-01Z");
  });

  it("heeds no folder that somebody else put there", async () => {
    const world = fakeWorld({ files: { [`${directory}/before the move/manifest.json`]: "{}" } });
    expect(await saved(world, "2026-03-01T10:00:00.000Z")).toBe("2026-03-01T10-00-00Z");
  });
});
