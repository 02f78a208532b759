import { describe, expect, it } from "vitest";
import { diskCheck } from "../../../../src/core/preflight/storage/disk.ts";
import { engineObserver, imagesObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import type { Engine, EngineInfo } from "../../../../src/world/engine/engine.ts";
import type { Files } from "../../../../src/world/files/files.ts";
import { answering } from "./engine-info.ts";
import { partly, stubWorld } from "../gpu/stub-world.ts";

const gib = 1024 ** 3;
const two = ["vllm:1", "postgres:17"];

interface Host {
  readonly images?: readonly string[];
  readonly freeGiB: Readonly<Record<string, number>>;
  /** GiB of the images that are there. */
  readonly present?: Readonly<Record<string, number>>;
  readonly engine?: Partial<EngineInfo>;
  /** Of models that are still to come. */
  readonly modelGiB?: number;
}

async function look({ freeGiB, images = two, present = {}, engine = {}, modelGiB = 0 }: Host) {
  const world = stubWorld({
    engine: partly<Engine>("engine", {
      ping: async () => answering(engine),
      image: async (reference) => {
        const size = present[reference];
        return size === undefined
          ? { kind: "failed", error: { kind: "not-found", message: "" } }
          : { kind: "ok", value: { id: reference, sizeBytes: size * gib, repoDigests: [] } };
      },
    }),
    files: partly<Files>("files", {
      freeBytes: async (path) => (freeGiB[path] === undefined ? undefined : freeGiB[path] * gib),
    }),
  });
  const check = diskCheck(
    { requiredBytes: 60 * gib, images, modelBytes: modelGiB * gib },
    engineObserver(),
    imagesObserver(images),
  );
  const [finding] = await check.run(world, new AbortController().signal);
  return finding;
}

describe("the disk", () => {
  it("is well with room where Docker keeps its data", async () => {
    expect(await look({ freeGiB: { "/var/lib/docker": 61 } })).toMatchObject({ status: "pass" });
    const moved = { freeGiB: { "/data": 61, "/var/lib/docker": 1 }, engine: { dataRoot: "/data" } };
    expect(await look(moved)).toMatchObject({ status: "pass" });
  });

  it("blocks when images that are still to come do not fit", async () => {
    const finding = await look({ freeGiB: { "/var/lib/docker": 20 }, present: { "postgres:17": 1 } });
    expect(finding).toMatchObject({ id: "disk.free", status: "fail", data: { missingImages: ["vllm:1"] } });
  });

  it("does not ask for the room of images that are there", async () => {
    const finding = await look({ freeGiB: { "/var/lib/docker": 20 }, present: { "vllm:1": 45 } });
    expect(finding).toMatchObject({ status: "pass" });
  });

  it("only warns when every image is there, unless next to nothing is left", async () => {
    const present = { "vllm:1": 10, "postgres:17": 1 };
    expect(await look({ freeGiB: { "/var/lib/docker": 20 }, present })).toMatchObject({ status: "warn" });
    expect(await look({ freeGiB: { "/var/lib/docker": 0.5 }, present })).toMatchObject({ status: "fail" });
  });

  it("does not block over one image of many: models and data are in place", async () => {
    const images = ["a:1", "b:1", "c:1", "d:1", "e:1", "f:1"];
    const present = Object.fromEntries(images.slice(1).map((image) => [image, 2]));
    expect(await look({ freeGiB: { "/var/lib/docker": 20 }, images, present })).toMatchObject({
      status: "warn",
    });
    expect(await look({ freeGiB: { "/var/lib/docker": 9 }, images, present })).toMatchObject({
      status: "fail",
    });
  });

  it("blocks when a model that is still to come does not fit, though all images are here", async () => {
    const present = { "vllm:1": 50, "postgres:17": 9 };
    const much = { freeGiB: { "/var/lib/docker": 18.9 }, present, modelGiB: 18 };
    const little = await look(much);
    expect(little).toMatchObject({ id: "disk.free", status: "fail" });
    expect(little?.detail).toBe("all images are here; 18.0 GiB of models are still to come");
    expect(await look({ ...much, freeGiB: { "/var/lib/docker": 19 } })).toMatchObject({ status: "pass" });
  });

  it("looks where containerd keeps images too", async () => {
    const finding = await look({
      freeGiB: { "/var/lib/docker": 100, "/var/lib/containerd": 5 },
      engine: { storageDriver: "overlayfs" },
    });
    expect(finding).toMatchObject({ status: "fail", data: { path: "/var/lib/containerd" } });
  });

  it("is not known on another machine", async () => {
    expect(await look({ freeGiB: { "/var/lib/docker": 1 }, engine: { local: false } })).toMatchObject({
      status: "skip",
    });
  });
});
