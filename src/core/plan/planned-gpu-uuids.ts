import type { Service } from "../environment/model.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";

/** UUIDs of the cards a service asks for by name; a bare count leaves the choice to the engine, and plans none. */
export function plannedGpuUuids(service: Service, gpu: GpuReport): readonly string[] {
  const ids = new Set(service.gpus.flatMap(({ deviceIds }) => deviceIds));
  return gpu.gpus.flatMap(({ uuid, index }) => (ids.has(uuid) || ids.has(String(index)) ? [uuid] : []));
}
