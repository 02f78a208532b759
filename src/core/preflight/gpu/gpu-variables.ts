import type { GpuReport } from "./gpu-report.ts";

type Decided = Pick<GpuReport, "gpus" | "selected" | "layer" | "nvlink">;

/** What the GPU layers want to know, as variables for Compose: which cards, and how they talk to each other. */
export function gpuVariables(report: Decided): Readonly<Record<string, string>> {
  const ids = report.selected.map((index) => deviceId(report, index));
  const cards = ids.map((id, position) => [`STACK_GPU_${position}`, id]);
  const last = ids.at(-1);
  return {
    ...Object.fromEntries(cards),
    ...(last === undefined ? { STACK_DEVICE: "cpu" } : { STACK_DEVICE: "cuda", STACK_GPU_LAST: last }),
    ...ncclSettings(report),
  };
}

/** Indices change when a card is added; UUIDs do not. A card that is only planned for has no UUID. */
function deviceId({ gpus }: Decided, index: number): string {
  return gpus.find((gpu) => gpu.index === index)?.uuid ?? String(index);
}

/**
 * GeForce drivers grant no peer-to-peer over PCIe, and there NCCL and vLLM's own all-reduce hang rather than fall
 * back: both are told so unless the pair is joined by NVLink. One card needs neither.
 */
function ncclSettings({ layer, nvlink }: Decided): Readonly<Record<string, string>> {
  if (layer !== "multi-gpu") return {};
  return {
    STACK_NCCL_P2P_DISABLE: nvlink ? "0" : "1",
    STACK_CUSTOM_ALL_REDUCE: nvlink ? "--no-disable-custom-all-reduce" : "--disable-custom-all-reduce",
  };
}
