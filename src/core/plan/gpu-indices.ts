import type { Service } from "../environment/model.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";

/** Indices of the host's GPUs that a service asks for, by index or UUID; a count means the first of the selected. */
export function gpuIndices(service: Service, gpu: GpuReport): readonly number[] {
  const indices = service.gpus.flatMap((request) => {
    if (request.deviceIds.length > 0) return request.deviceIds.flatMap((id) => indexOf(id, gpu));
    if (request.count === "all") return gpu.gpus.map(({ index }) => index);
    return gpu.selected.slice(0, request.count ?? 1);
  });
  return [...new Set(indices)].sort((a, b) => a - b);
}

function indexOf(id: string, gpu: GpuReport): readonly number[] {
  const known = gpu.gpus.find(({ uuid }) => uuid === id);
  if (known !== undefined) return [known.index];
  return /^\d+$/u.test(id) ? [Number(id)] : [];
}
