import { describe, expect, it } from "vitest";
import { cudaNeedOf, judgeDriver } from "../../../../src/core/preflight/gpu/gpu-driver.ts";
import { card, decide } from "./gpu-card.ts";

describe("the driver an image needs", () => {
  it.each([
    ["vllm/vllm-openai:v0.27.1", "580.95.05"],
    ["docker.io/vllm/vllm-openai:v0.27.1@sha256:0a51ea5b", "580.95.05"],
    ["vllm/vllm-openai:v0.27.1-cu129", "575.57.08"],
    ["nvidia/cuda:12.4.1-runtime-ubuntu22.04", "550.54.14"],
    ["michaelf34/infinity:0.0.76-cu128", "570.26"],
    ["pytorch/pytorch:2.7.0-cuda12.6-cudnn9-runtime", "560.28.03"],
  ])("%s: %s", (image, driver) => {
    expect(cudaNeedOf(image)?.driver).toBe(driver);
  });

  it.each([
    "postgres:17",
    "vllm/vllm-openai:latest",
    "vllm/vllm-openai:v0.6.3",
    "ghcr.io/cu/app:v1",
    "",
    ":::",
  ])("is not known for %j", (image) => {
    expect(cudaNeedOf(image)).toBeUndefined();
  });
});

describe("the driver", () => {
  const images = [{ service: "vllm", image: "vllm/vllm-openai:v0.27.1" }];

  it("is well when it is new enough", () => {
    const report = decide({ gpus: [card(0, { driverVersion: "580.95.05" })] });
    expect(judgeDriver(report, images)).toMatchObject([{ status: "pass" }]);
  });

  it("blocks when it is too old, and names the tag that would do", () => {
    const report = decide({ gpus: [card(0, { driverVersion: "575.64.03" })] });
    const [finding] = judgeDriver(report, images);
    expect(finding).toMatchObject({
      id: "gpu.driver-too-old",
      status: "fail",
      data: { wanted: "580.95.05" },
    });
    expect(finding?.fix).toContain("vllm/vllm-openai:v0.27.1-cu129");
  });

  it("is not judged where it does not say its version", () => {
    expect(judgeDriver(decide({ gpus: [card(0, { driverVersion: "" })] }), images)).toEqual([]);
  });
});
