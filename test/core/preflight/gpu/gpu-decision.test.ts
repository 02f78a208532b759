import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { gpuVariables } from "../../../../src/core/preflight/gpu/gpu-checks.ts";
import { card, decide, link } from "./gpu-card.ts";

const small = { name: "NVIDIA GeForce RTX 3060", memoryTotalMiB: 12288 };

describe("which GPUs and which layer", () => {
  it("takes two cards joined by NVLink", () => {
    expect(decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] })).toMatchObject({
      nvlink: true,
      selected: [0, 1],
      layer: "multi-gpu",
      reason: "two RTX 3090 joined by NVLink (NV4)",
      error: null,
    });
  });

  it.each(["NODE", "PHB", "PIX", "SYS"])("knows that %s is not NVLink", (type) => {
    const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, type)] });
    expect(report).toMatchObject({ nvlink: false, selected: [0, 1], layer: "multi-gpu" });
    expect(report.reason).toBe(`two RTX 3090 over PCIe (${type}), without NVLink`);
  });

  it("takes the one card there is", () => {
    expect(decide({ gpus: [card(0)] })).toMatchObject({
      selected: [0],
      layer: "single-gpu",
      reason: "one RTX 3090 (GPU 0)",
    });
  });

  it("finds the joined pair among more cards", () => {
    const links = [link(0, 1, "PIX"), link(0, 2, "NODE"), link(1, 2, "NV4")];
    const report = decide({ gpus: [card(0), card(1), card(2)], links });
    expect(report).toMatchObject({ selected: [1, 2], nvlink: true, layer: "multi-gpu" });
    expect(report.reason).toBe("two RTX 3090 (GPU 1 and 2) joined by NVLink (NV4)");
  });

  it("prefers the nearest of equal pairs on PCIe", () => {
    const links = [link(0, 1, "SYS"), link(0, 2, "SYS"), link(1, 2, "PIX")];
    expect(decide({ gpus: [card(0), card(1), card(2)], links }).selected).toEqual([1, 2]);
  });

  it("does not split a model over too unequal cards", () => {
    const report = decide({ gpus: [card(0, small), card(1)], links: [link(0, 1, "PHB")] });
    expect(report).toMatchObject({ selected: [1], layer: "single-gpu" });
    expect(report.reason).toContain("80 %");
  });

  it("takes cards that differ by less", () => {
    const gpus = [card(0, { memoryTotalMiB: 20_000 }), card(1, { memoryTotalMiB: 24_576 })];
    expect(decide({ gpus, links: [link(0, 1, "PHB")] }).layer).toBe("multi-gpu");
  });

  it("leaves out a card that is too old for the model server", () => {
    const old = card(0, {
      name: "NVIDIA GeForce GTX 1080 Ti",
      computeCapability: "6.1",
      memoryTotalMiB: 24576,
    });
    const report = decide({ gpus: [old, card(1)], links: [link(0, 1, "PHB")] });
    expect(report).toMatchObject({ selected: [1], layer: "single-gpu" });
    expect(report.reason).toContain("6.1");
  });

  it("prefers one large card to two small ones", () => {
    const gpus = [card(0, { ...small }), card(1, small), card(2, { memoryTotalMiB: 81_920 })];
    expect(decide({ gpus, links: [] })).toMatchObject({ selected: [2], layer: "single-gpu" });
  });

  it("decides the same whatever is free", () => {
    const links = [link(0, 1, "NV4")];
    const busy = decide({ gpus: [card(0, { memoryFreeMiB: 10 }), card(1, { memoryFreeMiB: 0 })], links });
    const { gpus: _busy, ...idle } = decide({ gpus: [card(0), card(1)], links });
    expect(busy).toMatchObject(idle);
  });

  it("leaves out a card split by MIG, and says so", () => {
    const report = decide({ gpus: [card(0, { mig: true }), card(1)], links: [link(0, 1, "PHB")] });
    expect(report).toMatchObject({ selected: [1], layer: "single-gpu" });
    expect(report.reason).toContain("GPU 0 is split by MIG");
  });

  it("blocks where every card is split by MIG", () => {
    const report = decide({ gpus: [card(0, { mig: true })] });
    expect(report).toMatchObject({ selected: [], layer: undefined, error: { code: "mig-enabled" } });
  });

  it("leaves the layer out where a GPU is required and missing", () => {
    const error = { code: "driver-missing", message: "no nvidia-smi", fix: "install it" } as const;
    expect(decide({ error })).toMatchObject({ layer: undefined, selected: [], error });
    expect(decide({ error, need: "optional" })).toMatchObject({ layer: "none", selected: [], error });
    expect(decide({ error, need: "none" })).toMatchObject({ layer: "none", selected: [], error: null });
  });
});

describe("--gpu", () => {
  it("plans for another box", () => {
    expect(decide({ choice: "multi" })).toMatchObject({ selected: [0, 1], layer: "multi-gpu", error: null });
    expect(decide({ choice: "single" })).toMatchObject({ selected: [0], layer: "single-gpu", error: null });
    expect(decide({ choice: "none" })).toMatchObject({ selected: [], layer: "none", error: null });
  });

  it("takes real cards where there are any", () => {
    const gpus = [card(3), card(5), card(7, small)];
    expect(decide({ choice: "multi", gpus, links: [link(3, 5, "NV4")] }).selected).toEqual([3, 5]);
    expect(decide({ choice: "single", gpus }).selected).toEqual([3]);
    expect(decide({ choice: "multi", gpus: [card(0), card(1, small)] })).toMatchObject({ selected: [0, 1] });
  });
});

describe("laws of the decision", () => {
  const cards = fc.uniqueArray(
    fc.record({
      index: fc.nat(9),
      memoryTotalMiB: fc.constantFrom(0, 8192, 12288, 24576, 81920),
      computeCapability: fc.constantFrom("", "6.1", "7.0", "8.6", "12.0"),
      mig: fc.boolean(),
    }),
    { selector: ({ index }) => index, maxLength: 6 },
  );
  const links = fc.array(
    fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom("NV4", "NV2", "PIX", "NODE", "SYS", "??")),
  );
  const choices = fc.constantFrom("auto", "multi", "single", "none");
  const needs = fc.constantFrom("required", "optional", "none");

  it("selects as many whole cards as the layer takes, or says why not", () => {
    fc.assert(
      fc.property(cards, links, choices, needs, (cards, links, choice, need) => {
        const gpus = cards.map((parts) => card(parts.index, parts));
        const report = decide({ gpus, links: links.map(([a, b, type]) => link(a, b, type)), choice, need });
        const size = { "multi-gpu": 2, "single-gpu": 1, none: 0 }[report.layer ?? "none"];
        expect(new Set(report.selected).size).toBe(size);
        expect(report.reason).not.toBe("");
        const whole = new Set(gpus.filter(({ mig }) => !mig).map(({ index }) => index));
        expect(choice !== "auto" || report.selected.every((index) => whole.has(index))).toBe(true);
        expect(report.layer !== undefined || report.error !== null).toBe(true);
      }),
    );
  });
});

describe("the variables of the GPU layers", () => {
  it("name the pair by UUID, and turn peer-to-peer off without NVLink", () => {
    const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "PHB")] });
    expect(gpuVariables(report)).toEqual({
      STACK_GPU_0: "GPU-0",
      STACK_GPU_1: "GPU-1",
      STACK_DEVICE: "cuda",
      STACK_GPU_LAST: "GPU-1",
      STACK_NCCL_P2P_DISABLE: "1",
      STACK_CUSTOM_ALL_REDUCE: "--disable-custom-all-reduce",
    });
  });

  it("leave peer-to-peer on with NVLink", () => {
    const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });
    expect(gpuVariables(report)).toMatchObject({
      STACK_NCCL_P2P_DISABLE: "0",
      STACK_CUSTOM_ALL_REDUCE: "--no-disable-custom-all-reduce",
    });
  });

  it("name the one card", () => {
    expect(gpuVariables(decide({ gpus: [card(4)] }))).toEqual({
      STACK_GPU_0: "GPU-4",
      STACK_DEVICE: "cuda",
      STACK_GPU_LAST: "GPU-4",
    });
  });

  it("fall back to indices for a box that is only planned for", () => {
    expect(gpuVariables(decide({ choice: "multi" }))).toMatchObject({ STACK_GPU_0: "0", STACK_GPU_1: "1" });
  });

  it("say that there is none, so that nothing reserves one", () => {
    expect(gpuVariables(decide({ choice: "none" }))).toEqual({ STACK_DEVICE: "cpu" });
  });
});

describe("a choice for images that not every card can run", () => {
  const old = { name: "Tesla V100-PCIE-32GB", memoryTotalMiB: 32_768, computeCapability: "7.0" };

  it("leaves out the cards below what they need, and says so", () => {
    const gpus = [card(0, old), card(1)];
    expect(decide({ gpus }).selected).toEqual([0]);
    const report = decide({ gpus, oldestCard: "7.5" });
    expect(report).toMatchObject({ selected: [1], layer: "single-gpu" });
    expect(report.reason).toContain("without GPU 0: the images need 7.5");
  });

  it("takes a pair of those that remain", () => {
    const gpus = [card(0, old), card(1), card(2, old), card(3)];
    expect(decide({ gpus, links: [link(0, 2, "NV2")], oldestCard: "7.5" }).selected).toEqual([1, 3]);
  });
});
