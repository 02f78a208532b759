import { isAtLeast, parseVersion } from "../version.ts";

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

export interface CudaNeed {
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
