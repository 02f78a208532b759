import { describe, expect, it } from "vitest";
import { gpuContainerCheck } from "../../../../src/core/preflight/gpu/gpu-container.ts";
import { imagesLook } from "../../../../src/core/preflight/engine/engine-look.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import type { ProcessRequest, ProcessResult } from "../../../../src/world/processes/processes.ts";
import { card, decide, link } from "./gpu-card.ts";
import { partly, printed, scripted, stubWorld } from "./stub-world.ts";

const images = ["vllm/vllm-openai:v0.27.1", "infinity:1"];

async function look(result: ProcessResult, present = "infinity:1") {
  const requests: ProcessRequest[] = [];
  const world = stubWorld({
    processes: scripted((request) => {
      requests.push(request);
      return result;
    }),
    engine: partly<Engine>("engine", {
      image: async (reference) =>
        reference === present
          ? { kind: "ok", value: { id: reference, sizeBytes: 1, repoDigests: [] } }
          : { kind: "failed", failure: { kind: "not-found", message: "" } },
    }),
  });
  const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });
  const check = gpuContainerCheck(report, images, imagesLook(images));
  return { findings: await check.run(world, new AbortController().signal), requests };
}

describe("a GPU in a container", () => {
  it("is tried with an image that is here, and only with the cards that were chosen", async () => {
    const { findings, requests } = await look(
      printed("GPU 0: RTX (UUID: GPU-0)\nGPU 1: RTX (UUID: GPU-1)\n"),
    );
    expect(findings).toMatchObject([{ id: "gpu.container", status: "pass" }]);
    expect(requests[0]?.args).toContain('"device=GPU-0,GPU-1"');
    expect(requests[0]?.args).toContain("infinity:1");
  });

  it("is not tried without an image", async () => {
    const { findings, requests } = await look(printed(""), "none");
    expect(findings).toMatchObject([{ status: "skip" }]);
    expect(requests).toEqual([]);
  });

  it("says which card a container does not see", async () => {
    const { findings } = await look(printed("GPU 0: RTX (UUID: GPU-0)\n"));
    expect(findings).toMatchObject([{ status: "fail", data: { unseen: ["GPU-1"] } }]);
  });

  it.each([
    ['could not select device driver "nvidia" with capabilities: [[gpu]]', "nvidia-ctk runtime configure"],
    ["Failed to initialize NVML: Unknown Error", "cgroupdriver"],
    [
      "nvidia-container-cli: requirement error: unsatisfied condition: cuda>=13.0",
      "upgrade the NVIDIA driver",
    ],
  ])("knows what to do about %j", async (stderr, advice) => {
    const { findings } = await look({ kind: "exited", exitCode: 125, stdout: "", stderr });
    expect(findings[0]?.fix).toContain(advice);
  });
});
