import { describe, expect, it } from "vitest";
import { reclaimableCheck, reclaimableHint } from "../../../../src/core/preflight/storage/reclaimable.ts";
import type { DiskUsage, Engine } from "../../../../src/world/engine/engine.ts";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { answering } from "./engine-info.ts";
import { partly, stubWorld } from "../gpu/stub-world.ts";

const gibibyte = 1024 ** 3;

function usage(unused: number, used: number): DiskUsage {
  const image = (id: string, sizeBytes: number, containers: number) => ({
    id,
    references: [],
    sizeBytes,
    sharedBytes: 0,
    containers,
  });
  const images = [image("unused", unused, 0), image("used", used, 1)];
  return { layersBytes: unused + used, images, containers: [], volumes: [], buildCache: [] };
}

describe("the hint that much could be reclaimed", () => {
  it.each([
    ["more than 30 % is unused", usage(4 * gibibyte, 6 * gibibyte), true],
    ["less is unused", usage(2 * gibibyte, 6 * gibibyte), false],
    ["it is a trifle", usage(0.5 * gibibyte, 0), false],
  ])("is given or not where %s, with the number", (_name, value, isGiven) => {
    const hint = reclaimableHint({ kind: "ok", value });
    expect(hint !== undefined).toBe(isGiven);
    if (hint !== undefined) expect(hint).toContain("4.0 GiB of the 10.0 GiB");
  });

  it("is never more than a warning, and nothing where no engine answers", async () => {
    const value = usage(4 * gibibyte, gibibyte);
    const diskUsage: Engine["diskUsage"] = async () => Promise.resolve({ kind: "ok", value });
    const world = stubWorld({
      engine: partly<Engine>("engine", { ping: async () => answering({}), diskUsage }),
    });
    const [finding] = await reclaimableCheck(engineObserver()).run(world, new AbortController().signal);
    expect(finding).toMatchObject({ id: "disk.reclaimable", status: "warn" });
    expect(reclaimableHint({ kind: "failed", error: { kind: "unreachable", message: "" } })).toBeUndefined();
  });
});
