import { decideGpu } from "../../../../src/core/preflight/gpu/gpu-decision.ts";
import type { GpuQuestion } from "../../../../src/core/preflight/gpu/gpu-decision.ts";
import type { Gpu, GpuLink, GpuReport } from "../../../../src/core/preflight/gpu/gpu-report.ts";

export function card(index: number, parts: Partial<Gpu> = {}): Gpu {
  return {
    index,
    uuid: `GPU-${index}`,
    name: "NVIDIA GeForce RTX 3090",
    memoryTotalMiB: 24576,
    memoryFreeMiB: 24276,
    computeCapability: "8.6",
    driverVersion: "580.95.05",
    mig: false,
    ...parts,
  };
}

export function link(a: number, b: number, type: string): GpuLink {
  return { a, b, type, nvlink: type.startsWith("NV") };
}

export function decide(parts: Partial<GpuQuestion>): GpuReport {
  return decideGpu({ gpus: [], links: [], error: null, choice: "auto", need: "required", ...parts });
}
