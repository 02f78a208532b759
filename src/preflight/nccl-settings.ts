import type { GpuReport } from "./gpu-report.ts";

/** How the cards of a model server talk to each other, as variables for the GPU layers. */
export interface NcclSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** Extra arguments of the model server. */
  readonly arguments: readonly string[];
}

/**
 * GeForce drivers grant no peer-to-peer over PCIe, and NCCL and vLLM's own all-reduce hang rather than fall back: both
 * are told so when there is no NVLink. One card needs neither.
 */
export function ncclSettings(report: Pick<GpuReport, "layer" | "nvlink">): NcclSettings {
  if (report.layer !== "multi-gpu") return { environment: {}, arguments: [] };
  return report.nvlink
    ? { environment: { NCCL_P2P_DISABLE: "0", NCCL_P2P_LEVEL: "NVL" }, arguments: [] }
    : { environment: { NCCL_P2P_DISABLE: "1" }, arguments: ["--disable-custom-all-reduce"] };
}
