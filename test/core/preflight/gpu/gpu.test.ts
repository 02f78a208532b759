import { describe, expect, it } from "vitest";
import { gpuError } from "../../../../src/core/preflight/gpu/gpu-failure.ts";
import { judgeGpu } from "../../../../src/core/preflight/gpu/gpu.ts";
import { card, decide, link } from "./gpu-card.ts";

function ids(findings: readonly { readonly id: string; readonly status: string }[]) {
  return findings.map(({ id, status }) => `${status} ${id}`);
}

describe("what the GPU decision means", () => {
  it("is well with a pair, and says which and why", () => {
    const report = decide({ gpus: [card(0), card(1)], links: [link(0, 1, "NV4")] });
    expect(judgeGpu({ report, need: "required" })).toMatchObject([
      { id: "gpu.decision", status: "pass", title: "two RTX 3090 joined by NVLink (NV4)" },
    ]);
  });

  it("blocks where one is required and none can be used, with the way out", () => {
    const report = decide({ error: gpuError("nvml-mismatch", "versions differ") });
    const [finding] = judgeGpu({ report, need: "required" });
    expect(finding).toMatchObject({ id: "gpu.nvml-mismatch", status: "fail" });
    expect(finding?.fix).toContain("sudo reboot");
    expect(finding?.fix).toContain("--rehearse");
  });

  it("warns where one would be used", () => {
    const report = decide({ error: gpuError("driver-missing", "none"), need: "optional" });
    expect(ids(judgeGpu({ report, need: "optional" }))).toEqual(["warn gpu.driver-missing"]);
  });

  it("has nothing to say where none is used", () => {
    expect(judgeGpu({ report: decide({ need: "none" }), need: "none" })).toEqual([]);
  });

  it("says when --gpu leaves out what the environment asks for", () => {
    expect(ids(judgeGpu({ report: decide({ choice: "none" }), need: "required" }))).toEqual([
      "warn gpu.declined",
    ]);
  });

  it("blocks a start that was planned for another box", () => {
    const report = decide({ choice: "multi", gpus: [card(0)] });
    expect(ids(judgeGpu({ report, need: "required" }))).toEqual(["fail gpu.absent"]);
  });

  it("names a card that is left idle or split", () => {
    const unequal = decide({
      gpus: [card(0), card(1, { memoryTotalMiB: 8192 })],
      links: [link(0, 1, "PHB")],
    });
    expect(ids(judgeGpu({ report: unequal, need: "required" }))).toEqual([
      "pass gpu.decision",
      "warn gpu.unequal",
    ]);
    const split = decide({ gpus: [card(0), card(1, { mig: true })], links: [link(0, 1, "PHB")] });
    expect(ids(judgeGpu({ report: split, need: "required" }))).toEqual([
      "pass gpu.decision",
      "warn gpu.mig-enabled",
    ]);
  });

  it("says when the links could not be read", () => {
    const report = decide({ gpus: [card(0), card(1)] });
    expect(ids(judgeGpu({ report, need: "required" }))).toEqual([
      "pass gpu.decision",
      "warn gpu.links-unknown",
    ]);
  });
});
