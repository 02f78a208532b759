import { describe, expect, it } from "vitest";
import type { Gpu, GpuReport } from "../../../src/core/preflight/gpu/gpu-report.ts";
import { gpuText } from "../../../src/features/gpu/command.ts";
import { unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { textOf } from "../../core/report/text-of.ts";

const gpu = (index: number): Gpu => ({
  index,
  uuid: `GPU-${index}`,
  name: "NVIDIA GeForce RTX 3090",
  memoryTotalMiB: 24_576,
  memoryFreeMiB: 24_276,
  computeCapability: "8.6",
  driverVersion: "570.133.07",
  mig: false,
});
const report: GpuReport = {
  gpus: [gpu(0), gpu(1)],
  links: [{ a: 0, b: 1, type: "NV4", nvlink: true }],
  nvlink: true,
  selected: [0, 1],
  layer: "multi-gpu",
  reason: "two RTX 3090 joined by NVLink (NV4)",
  error: null,
};
const shown = (of: GpuReport) => textOf(gpuText(of, { width: 80, symbols: unicodeSymbols }));

describe("gpuText", () => {
  it("shows the cards, how they are linked, and which layer follows", () => {
    expect(shown(report)).toEqual([
      "gpu  name                       memory      free  driver",
      "  0  NVIDIA GeForce RTX 3090  24.0 GiB  23.7 GiB  570.133.07  selected",
      "  1  NVIDIA GeForce RTX 3090  24.0 GiB  23.7 GiB  570.133.07  selected",
      "",
      "0 ─ 1        NVLink (NV4)",
      "",
      "gpu          multi-gpu on 0 and 1: two RTX 3090 joined by NVLink (NV4)",
    ]);
  });

  it("says what is wrong and what to do where no card can be used", () => {
    const error = { code: "nvml-mismatch", message: "driver and library differ", fix: "reboot" } as const;
    expect(shown({ ...report, gpus: [], links: [], selected: [], layer: undefined, error })).toEqual([
      "gpu          ✖ driver and library differ",
      "             ▸ reboot",
    ]);
  });
});
