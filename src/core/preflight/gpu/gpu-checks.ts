import type { Check } from "../check.ts";
import type { EngineObserver, ImagesObserver } from "../engine/observe-engine.ts";
import type { Sibling } from "../port/wanted-ports.ts";
import { gpuContainerCheck } from "./gpu-container.ts";
import { deviceId } from "./device-id.ts";
import { gpuDriverCheck } from "./gpu-driver.ts";
import { gpuFabricCheck } from "./gpu-fabric.ts";
import type { GpuImage } from "./gpu-image.ts";
import { gpuHealthCheck } from "./gpu-health.ts";
import { gpuMemoryCheck } from "./gpu-memory.ts";
import type { VramShare } from "./gpu-memory.ts";
import type { GpuNeed, GpuReport } from "./gpu-report.ts";
import { gpuToolkitCheck } from "./gpu-toolkit.ts";
import type { GpuWay } from "./gpu-toolkit.ts";
import { gpuCheck } from "./gpu.ts";

export interface GpuPlan {
  readonly report: GpuReport;
  readonly need: GpuNeed;
  /** Services that reserve a GPU, with their images. */
  readonly images: readonly GpuImage[];
  readonly shares: readonly VramShare[];
  /** How services ask the engine for their cards; none where none asks. */
  readonly ways?: readonly GpuWay[];
}

/** Looks that several checks share. */
export interface GpuObservers {
  readonly engine: EngineObserver;
  readonly images: ImagesObserver;
}

/** What a start with GPUs needs, and what only a doctor asks. Without a card in use there is only the decision. */
export function gpuChecks(
  {
    project,
    gpu,
    siblings = [],
  }: { readonly project: string; readonly gpu: GpuPlan; readonly siblings?: readonly Sibling[] },
  looks: GpuObservers,
  options: { readonly deep: boolean },
): { readonly always: readonly Check[]; readonly onRequest: readonly Check[] } {
  const { report, images, shares, ways = [] } = gpu;
  const decision = gpuCheck(gpu);
  const inUse = report.selected.some((index) => report.gpus.some((card) => card.index === index));
  const toolkit = gpuToolkitCheck(looks.engine, ways.length === 0 ? ["driver"] : ways);
  if (!inUse) return { always: ways.length === 0 ? [decision] : [decision, toolkit], onRequest: [] };
  const references = images.map(({ image }) => image);
  return {
    always: [
      decision,
      gpuDriverCheck(report, images),
      gpuFabricCheck(report),
      toolkit,
      gpuMemoryCheck({ report, shares, project, siblings }),
    ],
    onRequest: [
      gpuHealthCheck(report.selected),
      ...(options.deep ? [gpuContainerCheck(report, references, looks.images, looks.engine)] : []),
    ],
  };
}

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
