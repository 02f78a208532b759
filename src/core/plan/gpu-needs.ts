import type { Service } from "../environment/model.ts";
import { asksForGpu } from "./asks-for-gpu.ts";
import type { Prepared } from "./prepare.ts";
import type { GpuPlan } from "../preflight/gpu/gpu-checks.ts";
import type { GpuImage } from "../preflight/gpu/gpu-image.ts";
import type { VramShare } from "../preflight/gpu/gpu-memory.ts";
import type { GpuNeed, GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { GpuWay } from "../preflight/gpu/gpu-toolkit.ts";

/** What the plan asks of the cards; a part of an environment that uses none (`--only`) needs none. */
export function gpuNeeds({ environment, gpu, services }: Prepared, isWhole: boolean): GpuPlan {
  const users = services.filter(({ gpus }) => gpus.length > 0);
  return {
    report: gpu,
    need: needOf(environment.definition.gpu, services, { isWhole, gpu }),
    images: users.flatMap(gpuImage),
    ways: waysOf(users),
    shares: users.flatMap((service) => sharesOf(service, gpu)),
  };
}

/**
 * A service that asks for a card in the merged model is refused by the engine without one, whatever the manifest says;
 * where none does, the manifest says it.
 */
function needOf(
  declared: GpuNeed,
  services: readonly Service[],
  { isWhole, gpu }: { readonly isWhole: boolean; readonly gpu: GpuReport },
): GpuNeed {
  const asking = services.filter(asksForGpu);
  // of a card that is split by MIG the engine gives slices, which may be just what is meant
  if (declared === "none" && asking.length > 0 && gpu.error?.code === "mig-enabled") return "optional";
  if (asking.some(({ extras }) => !extras.optional)) return "required";
  if (asking.length > 0 && declared === "none") return "optional";
  return isWhole || services.some(wantsGpu) ? declared : withoutRequirement(declared);
}

function gpuImage({ name, image, environment }: Service): readonly GpuImage[] {
  if (image === undefined) return [];
  const asksNothing = /^(?:1|true|yes)$/iu.test(environment["NVIDIA_DISABLE_REQUIRE"] ?? "");
  return [{ service: name, image, ...(asksNothing ? { asksNothing } : {}) }];
}

function waysOf(users: readonly Service[]): readonly GpuWay[] {
  const ways = users.flatMap(({ gpus }) =>
    gpus.map(({ driver }) => (driver === "cdi" || driver === "runtime" ? driver : "driver")),
  );
  return [...new Set(ways)];
}

/** Without a GPU layer nothing reserves a card; what would is told by the memory it takes there. */
function wantsGpu({ gpus, extras }: Service): boolean {
  return gpus.length > 0 || (extras.vramPerGpuMiB ?? 0) > 0;
}

function withoutRequirement(need: GpuNeed): GpuNeed {
  return need === "required" ? "optional" : need;
}

/** A part of a card is more on a larger card, so each card has its own share. */
function sharesOf(service: Service, report: GpuReport): readonly VramShare[] {
  const part = utilisation(service);
  return gpuIndices(service, report).flatMap((index) => {
    const total = report.gpus.find((card) => card.index === index)?.memoryTotalMiB;
    const declared = service.extras.vramPerGpuMiB;
    const perGpuMiB = part === undefined || total === undefined ? declared : Math.floor(part * total);
    return perGpuMiB === undefined
      ? []
      : [{ service: service.name, perGpuMiB, gpus: [index], containers: service.replicas }];
  });
}

/** vLLM takes its part of each card at once, and gives up when less than that is free. */
function utilisation({ entrypoint, command, image = "" }: Service): number | undefined {
  const words = [...(entrypoint ?? []), ...(command ?? [])].flatMap((word) => word.split(/[\s=]+/u));
  const said = Number(words[words.lastIndexOf("--gpu-memory-utilization") + 1]);
  if (words.includes("--gpu-memory-utilization") && said > 0 && said <= 1) return said;
  return /(?:^|\/)vllm-openai[:@]/u.test(image) ? defaultUtilisation : undefined;
}

const defaultUtilisation = 0.9;

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

/** UUIDs of the cards a service asks for by name; a bare count leaves the choice to the engine, and plans none. */
export function plannedGpuUuids(service: Service, gpu: GpuReport): readonly string[] {
  const ids = new Set(service.gpus.flatMap(({ deviceIds }) => deviceIds));
  return gpu.gpus.flatMap(({ uuid, index }) => (ids.has(uuid) || ids.has(String(index)) ? [uuid] : []));
}
