import type { GpuRequest, Service } from "../environment/model.ts";

/** Whether the engine would be asked for a whole card, and refuse the service without one. */
export function asksForGpu({ gpus, replicas }: Service): boolean {
  return replicas > 0 && gpus.some((request) => !isForSlices(request));
}

/** Slices of a card that is split by MIG are asked for by their own names. */
function isForSlices({ deviceIds }: GpuRequest): boolean {
  return deviceIds.length > 0 && deviceIds.every((id) => id.startsWith("MIG-"));
}
