import { describe, expect, it } from "vitest";
import { ownFolders } from "../../../src/core/ownership/own-resources.ts";
import {
  readResourceRecord,
  readResourceRecords,
  writeResourceRecord,
} from "../../../src/core/ownership/resource-record.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import { composed, folder, project, record } from "./things.ts";

function from(path: string) {
  const { labels } = composed("web");
  return composed("web", { labels: { ...labels, "com.docker.compose.project.working_dir": path } });
}

describe("the folder that a container was started from", () => {
  const containers = [from("/home/ann/shop/compose"), from("/home/ann/shop"), from("/home/ann/shop-2")];

  it("is ours below the manifest's, and not beside it", async () => {
    const own = await ownFolders(fakeWorld(), containers, { folder, known: [] });
    expect([...own]).toEqual(["/home/ann/shop/compose", "/home/ann/shop"]);
  });

  it("is not ours below another manifest", async () => {
    const world = fakeWorld({ files: { "/home/ann/shop/compose/stack.yaml": "" } });
    const own = await ownFolders(world, containers, { folder, known: [] });
    expect([...own]).toEqual(["/home/ann/shop"]);
  });

  it("is ours where the manifest's layers lie elsewhere", async () => {
    const own = await ownFolders(fakeWorld(), [from("/srv/layers")], { folder, known: ["/srv/layers"] });
    expect([...own]).toEqual(["/srv/layers"]);
  });
});

describe("the record of a start", () => {
  const place = { folder, project };

  it("is read as it was written, and nobody else may read it", async () => {
    const world = fakeWorld();
    const written = record({ kinds: { db: "postgres" } });
    await writeResourceRecord(world, place, written);
    expect(await readResourceRecord(world, place)).toEqual(written);
    expect(await readResourceRecords(world, folder)).toEqual([written]);
    expect(world.files.modeAt("/home/ann/shop/.stack/resources/shop-dev.json")).toBe(0o600);
  });

  it("goes with a folder that is moved, and claims nothing in one that is copied", async () => {
    const moved = fakeWorld();
    const old = record({ folder: "/home/ann/old" });
    await writeResourceRecord(moved, place, old);
    expect(await readResourceRecord(moved, place)).toEqual(old);
    const copied = fakeWorld();
    await writeResourceRecord(copied, place, old);
    await writeResourceRecord(copied, { folder: "/home/ann/old", project }, old);
    expect(await readResourceRecord(copied, place)).toBeUndefined();
  });

  it("that is damaged counts as none", async () => {
    const world = fakeWorld({ files: { [`${folder}/.stack/resources/${project}.json`]: "{" } });
    expect(await readResourceRecord(world, place)).toBeUndefined();
  });
});
