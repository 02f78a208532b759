import { describe, expect, it } from "vitest";
import { gpuDriverCheck, judgeDriver } from "../../../../src/core/preflight/gpu/gpu-driver.ts";
import { cudaNeedOf } from "../../../../src/core/preflight/gpu/gpu-image.ts";
import type { GpuImage } from "../../../../src/core/preflight/gpu/gpu-image.ts";
import type { Gpu } from "../../../../src/core/preflight/gpu/gpu-report.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import { card, decide } from "./gpu-card.ts";
import { partly, stubFiles, stubMachine, stubWorld } from "./stub-world.ts";

describe("the driver an image needs", () => {
  it.each([
    ["vllm/vllm-openai:v0.27.1", "580"],
    ["docker.io/vllm/vllm-openai:v0.27.1@sha256:0a51ea5b", "580"],
    ["vllm/vllm-openai:v0.27.1-cu129", "525"],
    ["nvidia/cuda:13.1.0-base-ubuntu24.04", "580"],
    ["nvidia/cuda:12.4.1-runtime-ubuntu22.04", "525"],
    ["nvidia/cuda:11.8.0-base-ubuntu22.04", "450"],
    ["michaelf34/infinity:0.0.76-cu128", "525"],
    ["pytorch/pytorch:2.7.0-cuda12.6-cudnn9-runtime", "525"],
    ["registry.example/app:1.0_cu130", "580"],
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

  it("is told by the image itself where it is here", () => {
    expect(cudaNeedOf("app:latest", { CUDA_VERSION: "13.0.1" })).toMatchObject({
      cuda: "13.0",
      driver: "580",
    });
  });
});

const vllm = { service: "vllm", image: "vllm/vllm-openai:v0.27.1" };

interface Box {
  readonly images?: readonly GpuImage[];
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly wsl?: boolean;
}

function judge(parts: Partial<Gpu>, { images = [vllm], variables = {}, wsl = false }: Box = {}) {
  const report = decide({ gpus: [card(0, parts)] });
  return judgeDriver({ report, variables: new Map(Object.entries(variables)), wsl }, images);
}

describe("the driver", () => {
  it.each(["580.65.06", "580.95.05", "585.10", "595.58.03"])(
    "%s is new enough for CUDA 13",
    (driverVersion) => {
      expect(judge({ driverVersion })).toMatchObject([{ status: "pass" }]);
    },
  );

  it("blocks when it is too old, and names the tag that would do", () => {
    const [finding] = judge({ driverVersion: "575.64.03" });
    expect(finding).toMatchObject({ id: "gpu.driver-too-old", status: "fail", data: { wanted: "580" } });
    expect(finding?.fix).toContain("nvidia-driver-580-open");
    expect(finding?.fix).toContain("vllm/vllm-openai:v0.27.1-cu129");
  });

  it("does not advise open kernel modules for a card that they do not know", () => {
    const [finding] = judge({ driverVersion: "570.86.15", computeCapability: "7.0" });
    expect(finding?.fix).toContain("nvidia-driver-580)");
    expect(finding?.fix).not.toContain("580-open");
  });

  it("runs each minor version of its CUDA", () => {
    const images = [{ service: "app", image: "nvidia/cuda:12.8.1-base-ubuntu24.04" }];
    expect(judge({ driverVersion: "535.183.01" }, { images })).toMatchObject([{ status: "pass" }]);
    expect(judge({ driverVersion: "520.61.05" }, { images })).toMatchObject([{ status: "fail" }]);
  });

  it("is not judged where it does not say its version", () => {
    expect(judge({ driverVersion: "" })).toEqual([]);
  });

  it.each([
    ["581.42", "pass"],
    ["580.88", "pass"],
    ["576.80", "fail"],
  ])("of Windows, %s: %s; what is too old is updated there", (driverVersion, status) => {
    const [finding] = judge({ driverVersion }, { wsl: true });
    expect(finding?.status).toBe(status);
    expect(finding?.fix ?? "").not.toContain("apt");
    if (status === "fail") expect(finding?.fix).toContain("wsl --shutdown");
  });

  it("is known to be Windows' by a number that no Linux branch has", () => {
    expect(judge({ driverVersion: "576.80" })[0]?.fix).toContain("in Windows");
    expect(judge({ driverVersion: "575.80" })[0]?.fix).toContain("apt");
  });

  it("of a Jetson comes with JetPack", () => {
    const uuid = "1f0e9c0a-6a43-5d5b-9f0b-0f6b1d3c8e21";
    const [finding] = judge({ uuid, driverVersion: "540.3.0", computeCapability: "8.7" });
    expect(finding?.fix).toContain("JetPack");
    expect(finding?.fix).not.toContain("apt");
  });
});

describe("what an image asks of the driver", () => {
  // as the images of CUDA 12.8 have it (github.com/MauriceNino/dashdot/issues/1226)
  const asks =
    "cuda>=12.8 brand=unknown,driver>=470,driver<471 brand=tesla,driver>=470,driver<471 brand=nvidia,driver>=550,driver<551";
  const images = [{ service: "app", image: "app:1" }];
  const here = { "app:1": { NVIDIA_REQUIRE_CUDA: asks } };

  it.each([
    ["NVIDIA GeForce RTX 3090", "535.247.01", "fail"],
    ["NVIDIA GeForce RTX 3090", "550.144.03", "fail"],
    ["NVIDIA A100-SXM4-40GB", "550.144.03", "pass"],
    ["NVIDIA A100-SXM4-40GB", "535.247.01", "fail"],
    ["NVIDIA GeForce RTX 3090", "570.86.15", "pass"],
    ["NVIDIA GeForce RTX 3090", "999.1", "pass"],
  ])("%s with %s: %s", (name, driverVersion, status) => {
    const [finding] = judge({ name, driverVersion }, { images, variables: here });
    expect(finding).toMatchObject({ id: "gpu.driver-too-old", status });
    if (status === "fail") expect(finding?.title).toContain("cuda>=12.8");
  });

  it("counts as met where it is switched off, or cannot be judged", () => {
    const off = { "app:1": { NVIDIA_REQUIRE_CUDA: asks, NVIDIA_DISABLE_REQUIRE: "1" } };
    const odd = { "app:1": { NVIDIA_REQUIRE_JETPACK: "csv-mounts=all", NVIDIA_REQUIRE_CUDA: "moon>=3" } };
    for (const variables of [off, odd]) {
      expect(judge({ driverVersion: "535.1" }, { images, variables })).toMatchObject([{ status: "pass" }]);
    }
    const asksNothing = [{ service: "app", image: "app:1", asksNothing: true }];
    expect(judge({ driverVersion: "535.1" }, { images: asksNothing, variables: here })).toMatchObject([
      { status: "pass" },
    ]);
  });

  it("is read from the images that are here", async () => {
    const world = stubWorld({
      engine: partly<Engine>("engine", {
        image: async (reference) =>
          reference === "app:1"
            ? { kind: "ok", value: { id: "x", sizeBytes: 1, repoDigests: [], variables: here["app:1"] } }
            : { kind: "failed", error: { kind: "not-found", message: "" } },
      }),
      files: stubFiles({ "/proc/version": "Linux version 6.6.87.2-microsoft-standard-WSL2" }),
      machine: stubMachine({}),
    });
    const report = decide({ gpus: [card(0, { driverVersion: "551.78" })] });
    const check = gpuDriverCheck(report, [...images, { service: "other", image: "other:1" }]);
    const [finding] = await check.run(world, new AbortController().signal);
    expect(finding).toMatchObject({ id: "gpu.driver-too-old", status: "fail", data: { service: "app" } });
    expect(finding?.fix).toContain("in Windows");
  });
});

describe("the cards an image has code for", () => {
  it.each([
    ["7.0", "vllm/vllm-openai:v0.27.1", "fail"],
    ["6.1", "vllm/vllm-openai:v0.27.1-cu129", "fail"],
    ["6.1", "vllm/vllm-openai:v0.10.0", "fail"],
    ["7.0", "vllm/vllm-openai:v0.27.1-cu129", undefined],
    ["7.5", "vllm/vllm-openai:v0.27.1", undefined],
    ["12.0", "vllm/vllm-openai:v0.27.1", undefined],
    ["6.1", "nvidia/cuda:13.0.0-base-ubuntu24.04", "fail"],
    ["6.1", "nvidia/cuda:12.6.0-base-ubuntu24.04", undefined],
    ["6.1", "ollama/ollama:0.12.3", undefined],
    ["12.0", "nvidia/cuda:12.4.1-base-ubuntu22.04", "warn"],
    ["12.0", "nvidia/cuda:12.8.1-base-ubuntu22.04", undefined],
    ["", "vllm/vllm-openai:v0.27.1", undefined],
  ])("%s and %s: %s", (computeCapability, image, status) => {
    const found = judge({ computeCapability }, { images: [{ service: "app", image }] });
    expect(found.find(({ id }) => id === "gpu.compute-capability")?.status).toBe(status);
  });

  it("are judged of those that were chosen, one finding an image", () => {
    const report = decide({
      gpus: [0, 1].map((index) => card(index, { name: "Tesla V100-SXM2-32GB", computeCapability: "7.0" })),
    });
    const found = judgeDriver({ report, variables: new Map(), wsl: false }, [vllm]);
    expect(found.map(({ id, status }) => `${status} ${id}`)).toEqual([
      "pass gpu.driver-too-old",
      "fail gpu.compute-capability",
    ]);
    expect(found[1]?.title).toContain("vllm needs 7.5");
  });
});
