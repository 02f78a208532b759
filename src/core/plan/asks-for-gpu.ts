import type { GpuRequest, Service } from "../environment/model.ts";

/** Whether the engine would be asked for a whole card of NVIDIA's, and refuse the service without one. */
export function asksForGpu({ gpus, replicas }: Service): boolean {
  return replicas > 0 && gpus.some((request) => isForNvidia(request) && !isForSlices(request));
}

const ofNvidia: ReadonlySet<string> = new Set(["", "nvidia", "cdi", "runtime"]);

/** Of any other driver's cards nothing is known here: the engine says what it has. */
function isForNvidia({ driver }: GpuRequest): boolean {
  return ofNvidia.has(driver);
}

/** Slices of a card that is split by MIG are asked for by their own names. */
function isForSlices({ deviceIds }: GpuRequest): boolean {
  return deviceIds.length > 0 && deviceIds.every((id) => id.startsWith("MIG-"));
}
