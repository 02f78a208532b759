import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
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

/** The oldest Linux driver for a CUDA version, as in the release notes of each toolkit; newest first. */
const oldestDrivers: readonly (readonly [cuda: string, driver: string])[] = [
  ["13.0", "580.95.05"],
  ["12.9", "575.57.08"],
  ["12.8", "570.26"],
  ["12.6", "560.28.03"],
  ["12.5", "555.42.02"],
  ["12.4", "550.54.14"],
  ["12.1", "530.30.02"],
  ["12.0", "525.60.13"],
  ["11.8", "520.61.05"],
];

interface CudaNeed {
  readonly cuda: string;
  readonly driver: string;
}

/** Which driver an image needs, where its name tells which CUDA it holds. */
export function cudaNeedOf(image: string): CudaNeed | undefined {
  const cuda = cudaOf(image);
  const found = oldestDrivers.find(([version]) => cuda !== undefined && isAtLeast(cuda, numbers(version)));
  return found === undefined ? undefined : { cuda: cuda?.join(".") ?? found[0], driver: found[1] };
}

function cudaOf(image: string): readonly number[] | undefined {
  const tag = /:([\w.-]+)(?:@|$)/.exec(image)?.[1] ?? "";
  const [, major, minor] = /(?:^|[-.])cu(?:da)?-?(\d\d)[.]?(\d)\b/.exec(tag) ?? [];
  if (major !== undefined && minor !== undefined) return [Number(major), Number(minor)];
  if (/(^|\/)nvidia\/cuda:/.test(image)) return parseVersion(tag)?.slice(0, 2);
  return /(^|\/)vllm\/vllm-openai:/.test(image) && isAtLeast(parseVersion(tag) ?? [0], [0, 20])
    ? [13, 0]
    : undefined;
}

function numbers(version: string): readonly number[] {
  return version.split(".").map(Number);
}
