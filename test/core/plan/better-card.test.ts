import { describe, expect, it } from "vitest";
import { betterCard } from "../../../src/core/plan/better-card.ts";
import { card, decide } from "../preflight/gpu/gpu-card.ts";
import { preparedFrom } from "./prepared-from.ts";

const old = { name: "Tesla V100-PCIE-32GB", memoryTotalMiB: 32_768, computeCapability: "7.0" };

async function better(image: string, gpus = [card(0, old), card(1)]) {
  const { services } = await preparedFrom({ services: { llm: { image, gpus: [{ count: 1 }] }, db: {} } });
  return betterCard(services, decide({ gpus }));
}

describe("a better card for the images of a plan", () => {
  it("is wanted where the chosen one cannot run them and another can", async () => {
    expect(await better("vllm/vllm-openai:v0.27.1")).toBe("7.5");
    expect(await better("nvidia/cuda:13.0.0-base-ubuntu24.04")).toBe("7.5");
  });

  it("is not wanted where the chosen one runs them, nothing is known of them, or no other would", async () => {
    expect(await better("vllm/vllm-openai:v0.27.1-cu129")).toBeUndefined();
    expect(await better("ollama/ollama:0.12.3")).toBeUndefined();
    expect(await better("vllm/vllm-openai:v0.27.1", [card(0, old)])).toBeUndefined();
    const lost = card(1, { fault: "GPU is lost" });
    expect(await better("vllm/vllm-openai:v0.27.1", [card(0, old), lost])).toBeUndefined();
  });
});
