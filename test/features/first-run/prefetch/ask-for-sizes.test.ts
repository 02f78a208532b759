import { describe, expect, it } from "vitest";
import { withSizes } from "../../../../src/features/first-run/prefetch/ask-for-sizes.ts";
import type { AskedModel } from "../../../../src/features/first-run/prefetch/ask-for-sizes.ts";
import { preflightNeeds } from "../../../../src/core/plan/preflight-needs.ts";
import type { HubAnswer } from "../../../../src/core/preflight/storage/hub-model.ts";
import type { DiskUsage, Engine, Volume } from "../../../../src/world/engine/engine.ts";
import { preparedFrom } from "../../../core/plan/prepared-from.ts";
import { partly, stubWorld } from "../../../core/preflight/gpu/stub-world.ts";
import { fakeTerminal } from "../../../world/fake-terminal.ts";

const gib = 1024 ** 3;

function asked(model: string, volume: string | undefined, answer: HubAnswer): AskedModel {
  const wanted = {
    service: "server",
    model,
    command: ["fetch"],
    into: "/c",
    exclude: [],
    endpoint: "https://h",
  };
  return { wanted: { ...wanted, volume }, answer };
}

function known(sizeGiB: number, gated = false): HubAnswer {
  return { kind: "ok", value: { sizeBytes: sizeGiB * gib, gated } };
}

/** An engine that has these volumes, in GiB; of others it is not asked. */
function worldWith(volumes: Readonly<Record<string, number>>) {
  const nothing: DiskUsage = { layersBytes: 0, images: [], containers: [], volumes: [], buildCache: [] };
  const volume: Omit<Volume, "name"> = { createdAt: "", labels: {}, driver: "local", options: {} };
  const sizes = Object.entries(volumes).map(([name, size]) => ({
    name,
    sizeBytes: size * gib,
    isUsed: true,
  }));
  return stubWorld({
    terminal: fakeTerminal(),
    engine: partly<Engine>("engine", {
      volumes: async () => ({ kind: "ok", value: Object.keys(volumes).map((name) => ({ ...volume, name })) }),
      ...(sizes.length === 0
        ? {}
        : { diskUsage: async () => ({ kind: "ok", value: { ...nothing, volumes: sizes } }) }),
    }),
  });
}

async function needsFor(command: readonly string[]) {
  const prepared = await preparedFrom({ services: { server: { command } } });
  return preflightNeeds(prepared, "shop-demo");
}

describe("what the models ask of the disk", () => {
  it("is all of them, while there is no volume yet, which is not measured then", async () => {
    const ofStart = await needsFor([]);
    const all = [asked("a/b", "v", known(9)), asked("a/c", "v", known(3)), asked("a/d", "w", known(1))];
    expect((await withSizes(worldWith({}), ofStart, all)).modelBytes).toBe(13 * gib);
  });

  it("is the rest where some of it lies in the volume, and never less than nothing", async () => {
    const ofStart = await needsFor([]);
    const world = worldWith({ v: 4, full: 40 });
    const all = [asked("a/b", "v", known(9)), asked("a/c", "full", known(3))];
    expect((await withSizes(world, ofStart, all)).modelBytes).toBe(5 * gib);
  });

  it("is not known of what the hub does not tell, and not Docker's of what lies in a folder of the host", async () => {
    const ofStart = await needsFor([]);
    const all = [asked("a/b", "v", { kind: "failed", error: "" }), asked("a/c", undefined, known(3))];
    expect((await withSizes(worldWith({}), ofStart, all)).modelBytes).toBe(0);
  });

  it("comes with what the hub knows better than the model's name: its size, and whether it is gated", async () => {
    const ofStart = await needsFor(["--model", "owner/some-7B-AWQ", "--model", "owner/other-1B"]);
    const all = [asked("owner/some-7B-AWQ", undefined, known(6, true))];
    const { models } = await withSizes(worldWith({}), ofStart, all);
    expect(models).toMatchObject([
      { name: "owner/some-7B-AWQ", sizeBytes: 6 * gib, gated: true },
      { name: "owner/other-1B", gated: false },
    ]);
  });
});
