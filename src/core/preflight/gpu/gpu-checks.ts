import type { Check } from "../check.ts";
import type { EngineLook } from "../engine/engine-look.ts";
import { gpuContainerCheck } from "./gpu-container.ts";
import { gpuDriverCheck } from "./gpu-driver.ts";
import type { GpuImage } from "./gpu-driver.ts";
import { gpuHealthCheck } from "./gpu-health.ts";
import { gpuMemoryCheck } from "./gpu-memory.ts";
import type { VramShare } from "./gpu-memory.ts";
import type { GpuNeed, GpuReport } from "./gpu-report.ts";
import { gpuToolkitCheck } from "./gpu-toolkit.ts";
import { gpuCheck } from "./gpu.ts";
import type { ImagesLook } from "../engine/images-look.ts";

export interface GpuPlan {
  readonly report: GpuReport;
  readonly need: GpuNeed;
  /** Services that reserve a GPU, with their images. */
  readonly images: readonly GpuImage[];
  readonly shares: readonly VramShare[];
}

/** Looks that several checks share. */
export interface Looks {
  readonly engine: EngineLook;
  readonly images: ImagesLook;
}

/** What a start with GPUs needs, and what only a doctor asks. Without a card in use there is only the decision. */
export function gpuChecks(
  { project, gpu }: { readonly project: string; readonly gpu: GpuPlan },
  looks: Looks,
  options: { readonly deep: boolean },
): { readonly always: readonly Check[]; readonly onRequest: readonly Check[] } {
  const { report, images, shares } = gpu;
  const decision = gpuCheck(gpu);
  const inUse = report.selected.some((index) => report.gpus.some((card) => card.index === index));
  if (!inUse) return { always: [decision], onRequest: [] };
  const references = images.map(({ image }) => image);
  return {
    always: [
      decision,
      gpuDriverCheck(report, images),
      gpuToolkitCheck(looks.engine),
      gpuMemoryCheck({ report, shares, project }),
    ],
    onRequest: [
      gpuHealthCheck(report.selected),
      ...(options.deep ? [gpuContainerCheck(report, references, looks.images)] : []),
    ],
  };
}
