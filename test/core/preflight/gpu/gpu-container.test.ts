import { describe, expect, it } from "vitest";
import { gpuContainerCheck } from "../../../../src/core/preflight/gpu/gpu-container.ts";
import { engineObserver, imagesObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import type { ProcessRequest, ProcessResult } from "../../../../src/world/processes/processes.ts";
import { answering } from "../storage/engine-info.ts";
import { card, decide, link } from "./gpu-card.ts";
import { partly, printed, scripted, stubWorld } from "./stub-world.ts";

const images = ["vllm/vllm-openai:v0.27.1", "infinity:1"];

interface Here {
  /** Of the environment's images, those that are here, with their sizes. */
  readonly present?: Readonly<Record<string, number>>;
  /** What else the engine has. */
  readonly stored?: Readonly<Record<string, number>>;
  readonly rootless?: boolean;
}

async function look(result: ProcessResult, here: Here = {}) {
  const { present = { "infinity:1": 1 }, stored = {}, rootless = false } = here;
  const requests: ProcessRequest[] = [];
  const world = stubWorld({
    processes: scripted((request) => {
      requests.push(request);
      return result;
    }),
    engine: partly<Engine>("engine", {
      ping: async () => answering({ rootless }),
      image: async (reference) => {
        const sizeBytes = present[reference];
        return sizeBytes === undefined
          ? { kind: "failed", error: { kind: "not-found", message: "" } }
          : { kind: "ok", value: { id: reference, sizeBytes, repoDigests: [] } };
      },
      diskUsage: async () => ({
        kind: "ok",
        value: {
          layersBytes: 0,
          images: Object.entries(stored).map(([reference, sizeBytes]) => ({
            id: reference,
            references: [reference],
            sizeBytes,
            sharedBytes: 0,
            containers: 0,
          })),
          containers: [],
          volumes: [],
          buildCache: [],
        },
      }),
    }),
  });
  const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });
  const check = gpuContainerCheck(report, images, imagesObserver(images), engineObserver());
  return { findings: await check.run(world, new AbortController().signal), requests };
}

const seesBoth = printed("GPU 0: RTX (UUID: GPU-0)\nGPU 1: RTX (UUID: GPU-1)\n");

describe("a GPU in a container", () => {
  it("is tried with an image that is here, and only with the cards that were chosen", async () => {
    const { findings, requests } = await look(
      printed("GPU 0: RTX (UUID: GPU-0)\nGPU 1: RTX (UUID: GPU-1)\n"),
    );
    expect(findings).toMatchObject([{ id: "gpu.container", status: "pass" }]);
    expect(requests[0]?.args).toContain('"device=GPU-0,GPU-1"');
    expect(requests[0]?.args).toContain("infinity:1");
  });

  it("is tried with the smallest of the environment's images", async () => {
    const present = { "vllm/vllm-openai:v0.27.1": 20_000, "infinity:1": 9_000 };
    expect((await look(seesBoth, { present })).requests[0]?.args).toContain("infinity:1");
  });

  it("is tried with a small image that is here for something else, where it can run nvidia-smi", async () => {
    const stored = { "alpine:3": 1, "ubuntu:24.04": 78, "debian:trixie": 120, "postgres:17": 5 };
    const { requests, findings } = await look(seesBoth, { present: {}, stored });
    expect(requests[0]?.args).toContain("ubuntu:24.04");
    expect(findings).toMatchObject([{ status: "pass" }]);
  });

  it("is not tried without an image, and says which to pull", async () => {
    const { findings, requests } = await look(printed(""), { present: {}, stored: { "alpine:3": 1 } });
    expect(findings).toMatchObject([{ status: "skip" }]);
    expect(findings[0]?.fix).toContain("docker pull debian:stable-slim");
    expect(requests).toEqual([]);
  });

  it("is no failure of the cards where the image has nothing to run nvidia-smi with", async () => {
    const stderr = "exec /usr/bin/nvidia-smi: no such file or directory";
    const { findings } = await look({ kind: "exited", exitCode: 1, stdout: "", stderr });
    expect(findings).toMatchObject([{ status: "skip", data: { pull: "debian:stable-slim" } }]);
  });

  it("of a rootless engine is configured by its user", async () => {
    const stderr = 'could not select device driver "nvidia" with capabilities: [[gpu]]';
    const { findings } = await look(
      { kind: "exited", exitCode: 125, stdout: "", stderr },
      { rootless: true },
    );
    expect(findings[0]?.fix).toContain("systemctl --user restart docker");
    expect(findings[0]?.fix).not.toContain("sudo systemctl restart docker");
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
