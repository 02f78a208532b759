import type { GpuReport } from "./gpu-report.ts";

/**
 * Indices change when a card is added; UUIDs do not. A card that is only planned for has no UUID, and one in the
 * processor (Jetson) is known to the NVIDIA Container Toolkit by its index alone.
 */
export function deviceId({ gpus }: Pick<GpuReport, "gpus">, index: number): string {
  const uuid = gpus.find((gpu) => gpu.index === index)?.uuid ?? "";
  return uuid.startsWith("GPU-") ? uuid : String(index);
}
