import { describe, expect, test } from "vitest";
import type { Model, Service } from "../../src/core/environment/model.ts";
import { option, serviceOf, shippedModel, stackEnvironments } from "./shipped.ts";

/** What a program can have of a 24 GB card: the driver keeps the rest. */
const usableMiB = 23.5 * 1024;
const cardMiB = 24 * 1024;

/** Per card, of the two default models: their weights, and what a token of context takes in the KV cache. */
const models: Readonly<Record<string, { readonly weightsMiB: number; readonly tokenKiB: number }>> = {
  "Qwen/Qwen3-32B-AWQ": { weightsMiB: 9.1 * 1024, tokenKiB: 128 },
  "Qwen/Qwen3-14B-AWQ": { weightsMiB: 8.7 * 1024, tokenKiB: 160 },
};

/** CUDA itself, activations while a prompt is read, and CUDA graphs for up to 48 requests. */
const overheadMiB = 2 * 1024;

const cards = { "multi-gpu": ["0", "1"], "single-gpu": ["0"] } as const;

describe.each(stackEnvironments)("the video memory of %s", (environment) => {
  describe.each(["multi-gpu", "single-gpu"] as const)("with %s", (gpuLayer) => {
    test("adds up to less than each card, replicas included", async () => {
      const model = await shippedModel(environment, gpuLayer, {
        STACK_GPU_LAST: cards[gpuLayer].at(-1) ?? "",
      });
      for (const card of cards[gpuLayer]) expect(takenMiB(model, card)).toBeLessThanOrEqual(usableMiB);
    });

    test("is declared by everything that reserves a card, and by nothing else", async () => {
      const { services } = await shippedModel(environment, gpuLayer);
      const wrong = services.filter(
        ({ gpus, extras }) => gpus.length > 0 !== (extras.vramPerGpuMiB !== undefined),
      );
      expect(wrong.map(({ name }) => name)).toEqual([]);
    });

    test("holds the model and at least one request of full length beside it", async () => {
      const vllm = serviceOf(await shippedModel(environment, gpuLayer), "vllm");
      const share = Number(option(vllm, "--gpu-memory-utilization")) * cardMiB;
      expect(vllm.extras.vramPerGpuMiB).toBeCloseTo(share, 0);
      const { weightsMiB, tokenKiB } = modelOf(vllm);
      const cacheMiB = Math.min(share, usableMiB) - weightsMiB - overheadMiB;
      expect((cacheMiB * 1024) / tokenKiB).toBeGreaterThanOrEqual(Number(option(vllm, "--max-model-len")));
    });
  });

  test("several workers stay on the processor: they would not fit beside the model server", async () => {
    const worker = serviceOf(await shippedModel(environment, "multi-gpu"), "multimodal-worker");
    expect(worker.gpus.length > 0).toBe(worker.replicas === 1);
    expect(worker.environment["INFINITY_DEVICE"]).toBe(worker.replicas === 1 ? "cuda" : "cpu");
  });
});

function takenMiB(model: Model, card: string): number {
  return model.services
    .filter((service) => usesCard(service, card))
    .reduce((sum, { extras, replicas }) => sum + (extras.vramPerGpuMiB ?? 0) * replicas, 0);
}

function usesCard({ gpus }: Service, card: string): boolean {
  return gpus.some(({ deviceIds, count }) => count === "all" || deviceIds.includes(card));
}

function modelOf(vllm: Service): { readonly weightsMiB: number; readonly tokenKiB: number } {
  const name = vllm.entrypoint?.find((word) => word in models) ?? "";
  const model = models[name];
  if (model === undefined) throw new Error(`no figures for the model ${name}`);
  return model;
}
