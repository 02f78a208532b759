import type { Service } from "../environment/model.ts";
import { cudaNeedOf, isNewEnough, oldestCardOf } from "../preflight/gpu/gpu-image.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import { isUsable } from "../preflight/gpu/gpu-topology.ts";
import { asksForGpu } from "./asks-for-gpu.ts";

/**
 * The compute capability that these images need, where a card was chosen that lacks it and another of this box has it.
 * Cards are chosen before the images are known: the layers that name those depend on the choice.
 */
export function betterCard(services: readonly Service[], { gpus, selected }: GpuReport): string | undefined {
  const wanted = services.filter(asksForGpu).flatMap(({ image }) => {
    const oldest = image === undefined ? undefined : oldestCardOf(image, cudaNeedOf(image));
    return oldest ?? [];
  });
  const [strictest] = wanted.toSorted((one, other) => (isNewEnough(one, other) ? -1 : 1));
  if (strictest === undefined) return undefined;
  const lacks = gpus
    .filter(({ index, computeCapability }) => selected.includes(index) && computeCapability !== "")
    .some(({ computeCapability }) => !isNewEnough(computeCapability, strictest));
  const others = gpus.filter(
    (gpu) => isUsable(gpu) && gpu.computeCapability !== "" && isNewEnough(gpu.computeCapability, strictest),
  );
  return lacks && others.length > 0 ? strictest : undefined;
}
