import { isAtLeast, parseVersion } from "../version.ts";
import type { Gpu } from "./gpu-report.ts";

/** A service that gets a card, and its image. */
export interface GpuImage {
  readonly service: string;
  readonly image: string;
  /** The service tells the NVIDIA Container Toolkit to ask nothing of the driver. */
  readonly asksNothing?: boolean;
}

/** Variables of an image that is here; undefined for one that is not. */
export type ImageVariables = Readonly<Record<string, string>> | undefined;

interface CudaNeed {
  readonly cuda: string;
  /** The oldest branch of drivers that runs it: each runs every minor version of its CUDA. */
  readonly driver: string;
  readonly windowsDriver: string;
  /** Compute capability of the oldest cards it holds code for. */
  readonly oldestCard: string;
}

interface CudaRelease {
  readonly driver: string;
  readonly windowsDriver: string;
  readonly oldestCard: string;
}

/**
 * By the major version, as the release notes and "CUDA Compatibility" have it; newest first. What it was built with
 * within one major version does not matter to the driver.
 */
const releases: readonly (readonly [major: number, CudaRelease])[] = [
  [13, { driver: "580", windowsDriver: "580", oldestCard: "7.5" }],
  [12, { driver: "525", windowsDriver: "527", oldestCard: "5.0" }],
  [11, { driver: "450", windowsDriver: "452", oldestCard: "3.5" }],
];

/** What the CUDA in an image needs, where its name or its variables tell which that is. */
export function cudaNeedOf(image: string, variables?: ImageVariables): CudaNeed | undefined {
  const cuda = parseVersion(variables?.["CUDA_VERSION"] ?? "")?.slice(0, 2) ?? cudaOf(image);
  const release = releases.find(([major]) => cuda !== undefined && (cuda[0] ?? 0) >= major)?.[1];
  return release === undefined || cuda === undefined ? undefined : { cuda: cuda.join("."), ...release };
}

function cudaOf(image: string): readonly number[] | undefined {
  const tag = tagOf(image);
  const [, major, minor] = /(?:^|[-._])cu(?:da)?-?(\d\d)[.]?(\d)(?!\d)/.exec(tag) ?? [];
  if (major !== undefined && minor !== undefined) return [Number(major), Number(minor)];
  if (/(^|\/)nvidia\/cuda:/.test(image)) return parseVersion(tag)?.slice(0, 2);
  return isVllm(image) && isAtLeast(parseVersion(tag) ?? [0], [0, 20]) ? [13, 0] : undefined;
}

function tagOf(image: string): string {
  return /:([\w.-]+)(?:@|$)/.exec(image)?.[1] ?? "";
}

function isVllm(image: string): boolean {
  return /(^|\/)vllm\/vllm-openai:/.test(image);
}

/** What else an image's programs want of a card, beyond its CUDA: vLLM has no code below Volta. */
export function oldestCardOf(image: string, cuda: CudaNeed | undefined): string | undefined {
  const ofCuda = cuda?.oldestCard;
  return isVllm(image) && !isNewEnough(ofCuda ?? "0", "7.0") ? "7.0" : ofCuda;
}

/** Compares compute capabilities: 12.0 is newer than 8.9. */
export function isNewEnough(capability: string, wanted: string): boolean {
  return isAtLeast(numbers(capability), numbers(wanted));
}

/** The first CUDA that could make code for a card, newest first. */
const firstCuda: readonly (readonly [capability: string, cuda: string])[] = [
  ["12.1", "12.9"],
  ["12.0", "12.8"],
  ["11.0", "13.0"],
  ["10.3", "12.9"],
  ["10.0", "12.8"],
  ["8.9", "11.8"],
  ["8.6", "11.1"],
  ["8.0", "11.0"],
];

export function firstCudaFor(capability: string): string | undefined {
  return firstCuda.find(([known]) => isNewEnough(capability, known))?.[1];
}

/** The CUDA of each branch of drivers, as the header of nvidia-smi shows it; newest first. */
const cudaOfDriver: readonly (readonly [branch: number, cuda: string])[] = [
  [595, "13.2"],
  [590, "13.1"],
  [580, "13.0"],
  [575, "12.9"],
  [570, "12.8"],
  [565, "12.7"],
  [560, "12.6"],
  [555, "12.5"],
  [550, "12.4"],
  [545, "12.3"],
  [535, "12.2"],
  [530, "12.1"],
  [525, "12.0"],
  [520, "11.8"],
  [515, "11.7"],
  [510, "11.6"],
  [495, "11.5"],
  [470, "11.4"],
  [460, "11.2"],
  [450, "11.0"],
];

const newestBranch = cudaOfDriver[0]?.[0] ?? 0;

/**
 * The condition in an image's NVIDIA_REQUIRE_… that this box does not meet: the NVIDIA Container Toolkit makes no
 * container of it then. Conditions that cannot be judged here count as met.
 */
export function unmetRequirement(
  variables: ImageVariables,
  card: Pick<Gpu, "name" | "driverVersion" | "computeCapability">,
): string | undefined {
  if (variables === undefined || /^(?:1|true|yes)$/iu.test(variables["NVIDIA_DISABLE_REQUIRE"] ?? ""))
    return undefined;
  const wanted = Object.entries(variables).filter(([name]) => name.startsWith("NVIDIA_REQUIRE_"));
  const unmet = wanted.find(([, text]) => {
    const ways = text.split(/\s+/u).filter((way) => way !== "");
    return (
      ways.length > 0 && !ways.some((way) => way.split(",").every((condition) => isMet(condition, card)))
    );
  });
  return unmet?.[1].split(/\s+/u).find((way) => way !== "");
}

function isMet(
  condition: string,
  { name, driverVersion, computeCapability }: Parameters<typeof unmetRequirement>[1],
): boolean {
  const [, what = "", operator = "", wanted = ""] =
    /^(\w+)(>=|<=|!=|==|=|>|<)([\w.]+)$/u.exec(condition) ?? [];
  switch (what) {
    case "cuda": {
      const branch = Number(driverVersion.split(".")[0] ?? 0);
      const cuda = cudaOfDriver.find(([known]) => branch >= known)?.[1];
      // a driver newer than this list runs more than it says
      return cuda === undefined || branch >= newestBranch + 5 || holds(cuda, operator, wanted);
    }
    case "driver":
      return driverVersion === "" || holds(driverVersion, operator, wanted);
    case "arch":
      return computeCapability === "" || holds(computeCapability, operator, wanted);
    case "brand":
      // Only cards for data centres and workstations are let through on an older driver; which of them it is hardly matters.
      return !/GeForce|TITAN/u.test(name) || holds("geforce", operator, wanted);
    default:
      return true;
  }
}

function holds(found: string, operator: string, wanted: string): boolean {
  const isNumber = /^[\d.]+$/u.test(found) && /^[\d.]+$/u.test(wanted);
  const atLeast = isNumber && isAtLeast(numbers(found), numbers(wanted));
  const atMost = isNumber && isAtLeast(numbers(wanted), numbers(found));
  switch (operator) {
    case ">=":
      return atLeast;
    case "<=":
      return atMost;
    case ">":
      return atLeast && !atMost;
    case "<":
      return atMost && !atLeast;
    case "!=":
      return isNumber ? !(atLeast && atMost) : found !== wanted;
    default:
      return isNumber ? atLeast && atMost : found === wanted;
  }
}

function numbers(version: string): readonly number[] {
  return version.split(".").map(Number);
}
