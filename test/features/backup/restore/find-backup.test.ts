import { describe, expect, it } from "vitest";
import { findBackup } from "../../../../src/features/backup/restore/find-backup.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const directory = "/srv/shop/backups/dev";

function manifest(mark: object = {}): string {
  const about = { schema: 1, environment: "dev", project: "shop-dev", createdAt: "2026-01-01T00:00:00Z" };
  return JSON.stringify({ ...about, ...mark, parts: [], notSaved: [] });
}

const files = {
  [`${directory}/2026-01-01T00-00-00Z/manifest.json`]: manifest(),
  [`${directory}/2026-01-02T00-00-00Z/manifest.json`]: manifest(),
  [`${directory}/2026-01-03T00-00-00Z/manifest.json`]: manifest({ safety: true }),
  [`${directory}/2026-01-04T00-00-00Z/postgres.sql.gz`]: "not finished",
};

async function pathOf(word: string, unfinished?: string): Promise<string> {
  const requested = { directory, environment: "dev", word, unfinished };
  const found = await findBackup(fakeWorld({ files }), requested);
  return found.kind === "ok" ? found.value.path : (found.error[0]?.message ?? "");
}

describe("the latest backup", () => {
  it("is the last finished one that was asked for: a copy made before a restore is not", async () => {
    expect(await pathOf("latest")).toBe(`${directory}/2026-01-02T00-00-00Z`);
  });

  it("goes on being the one whose restore was cut, wherever that lies", async () => {
    const cut = "/mnt/backups/of-old";
    const world = fakeWorld({ files: { ...files, [`${cut}/manifest.json`]: manifest() } });
    const requested = { directory, environment: "dev", word: "latest", unfinished: cut };
    expect(await findBackup(world, requested)).toMatchObject({ value: { path: cut } });
  });

  it("is found by its name all the same, whatever it was made for", async () => {
    expect(await pathOf("2026-01-03T00-00-00Z")).toBe(`${directory}/2026-01-03T00-00-00Z`);
  });
});
