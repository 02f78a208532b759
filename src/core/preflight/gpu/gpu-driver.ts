import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { cudaNeedOf } from "./cuda-driver.ts";
import { fail, pass } from "../finding.ts";
import type { GpuReport } from "./gpu-report.ts";
import { isAtLeast, parseVersion } from "../version.ts";

export interface GpuImage {
  readonly service: string;
  readonly image: string;
}

/** Is the driver new enough for the CUDA in each image? GeForce cards have no forward compatibility to lean on. */
export function gpuDriverCheck(report: GpuReport, images: readonly GpuImage[]): Check {
  return check({
    name: "gpu-driver",
    observe: async () => report,
    judge: (seen) => judgeDriver(seen, images),
  });
}

export function judgeDriver({ gpus }: GpuReport, images: readonly GpuImage[]): readonly Finding[] {
  const installed = gpus[0]?.driverVersion ?? "";
  const version = parseVersion(installed);
  if (version === undefined) return [];
  const tooOld = images.flatMap(({ service, image }) => {
    const need = cudaNeedOf(image);
    const enough = need === undefined || isAtLeast(version, parseVersion(need.driver) ?? []);
    return enough ? [] : [judgeImage(installed, { service, image }, need)];
  });
  return tooOld.length > 0
    ? tooOld
    : [pass("gpu.driver-too-old", `the NVIDIA driver is ${installed}`, { installed })];
}

function judgeImage(
  installed: string,
  { service, image }: GpuImage,
  { cuda, driver }: { readonly cuda: string; readonly driver: string },
): Finding {
  const branch = driver.slice(0, driver.indexOf("."));
  return fail("gpu.driver-too-old", {
    title: `the NVIDIA driver is ${installed}; ${service} needs ${driver} or newer`,
    detail: `${image} holds CUDA ${cuda}`,
    fix: `upgrade the driver and restart (Ubuntu: sudo apt install nvidia-driver-${branch}-open), or use an image with an older CUDA${olderTag(image)}`,
    data: { service, image, installed, wanted: driver, cuda },
  });
}

function olderTag(image: string): string {
  return /vllm-openai:[\w.]+$/.test(image) ? `: ${image}-cu129` : "";
}
