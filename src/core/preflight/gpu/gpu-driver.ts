import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass, warn } from "../finding.ts";
import { isAtLeast, parseVersion } from "../version.ts";
import { isWsl } from "./gpu-bus.ts";
import { cudaNeedOf, firstCudaFor, isNewEnough, oldestCardOf, unmetRequirement } from "./gpu-image.ts";
import type { GpuImage, ImageVariables } from "./gpu-image.ts";
import type { Gpu, GpuReport } from "./gpu-report.ts";
import { shortName } from "./gpu-topology.ts";

interface DriverObservation {
  readonly report: GpuReport;
  /** Of those images that are here, by reference. */
  readonly variables: ReadonlyMap<string, ImageVariables>;
  readonly wsl: boolean;
}

/** Can the driver and the cards run what is in each image? GeForce cards have no forward compatibility to lean on. */
export function gpuDriverCheck(report: GpuReport, images: readonly GpuImage[]): Check {
  return check({
    name: "gpu-driver",
    observe: async (world) => ({
      report,
      variables: await variablesOf(world, images),
      wsl: await isWsl(world),
    }),
    judge: (seen) => judgeDriver(seen, images),
  });
}

async function variablesOf(
  { engine }: World,
  images: readonly GpuImage[],
): Promise<DriverObservation["variables"]> {
  const references = [...new Set(images.map(({ image }) => image))];
  const answers = await Promise.all(
    references.map(async (reference) => ({ reference, image: await engine.image(reference) })),
  );
  return new Map(
    answers.flatMap(({ reference, image }) =>
      image.kind === "ok" ? [[reference, image.value.variables] as const] : [],
    ),
  );
}

export function judgeDriver(
  { report, variables, wsl }: DriverObservation,
  images: readonly GpuImage[],
): readonly Finding[] {
  const cards = cardsOf(report);
  const [first] = cards;
  if (first === undefined) return [];
  const judged = images.map((image): Judged => {
    const own = variables.get(image.image);
    return { ...image, variables: own, need: cudaNeedOf(image.image, own) };
  });
  const unfit = judged.flatMap((image) => cards.flatMap((card) => judgeCard(card, image)).slice(0, 1));
  return [...judgeVersion(first, judged, wsl), ...unfit];
}

/** The chosen ones; those that are there where none is. */
function cardsOf({ gpus, selected }: GpuReport): readonly Gpu[] {
  const chosen = gpus.filter(({ index }) => selected.includes(index));
  return chosen.length > 0 ? chosen : gpus.filter(({ fault }) => fault === undefined);
}

interface Judged extends GpuImage {
  readonly variables: ImageVariables;
  readonly need: ReturnType<typeof cudaNeedOf>;
}

function judgeVersion(card: Gpu, images: readonly Judged[], wsl: boolean): readonly Finding[] {
  const installed = card.driverVersion;
  const version = parseVersion(installed);
  if (version === undefined) return [];
  const windows = wsl || isOfWindows(version);
  const tooOld = images.flatMap((image) => {
    const wanted = windows ? image.need?.windowsDriver : image.need?.driver;
    if (wanted !== undefined && !isAtLeast(version, [Number(wanted)])) {
      return [tooOldFor(card, image, { wanted, windows })];
    }
    const unmet =
      image.asksNothing === true || !card.uuid.startsWith("GPU-")
        ? undefined
        : unmetRequirement(image.variables, card);
    return unmet === undefined ? [] : [refused(card, image, unmet, windows)];
  });
  return tooOld.length > 0
    ? tooOld
    : [pass("gpu.driver-too-old", `the NVIDIA driver is ${installed}`, { installed })];
}

/** Branches of Linux end in 0 or 5; Windows counts on within a branch: 572, 576, 581. */
function isOfWindows([branch = 0]: readonly number[]): boolean {
  return branch > 500 && branch % 5 !== 0;
}

function tooOldFor(
  card: Gpu,
  { service, image, need }: Judged,
  { wanted, windows }: { readonly wanted: string; readonly windows: boolean },
): Finding {
  const installed = card.driverVersion;
  return fail("gpu.driver-too-old", {
    title: `the NVIDIA driver is ${installed}; ${service} needs ${wanted} or newer`,
    detail: `${image} holds CUDA ${need?.cuda ?? ""}`,
    fix: `${upgrade(card, wanted, windows)}, or use an image with an older CUDA${olderTag(image, card)}`,
    data: { service, image, installed, wanted, cuda: need?.cuda ?? null },
  });
}

/** What the image itself asks for, in the words of the toolkit that would refuse it. */
function refused(card: Gpu, { service, image, need }: Judged, unmet: string, windows: boolean): Finding {
  const installed = card.driverVersion;
  return fail("gpu.driver-too-old", {
    title: `the NVIDIA driver is ${installed}; the image of ${service} asks for ${unmet}`,
    detail: `${image} says so in NVIDIA_REQUIRE_CUDA, and no container is made of it here`,
    fix: `${upgrade(card, need?.driver ?? "a newer one", windows)}, or use an image with an older CUDA${olderTag(image, card)}`,
    data: { service, image, installed, wanted: unmet, cuda: need?.cuda ?? null },
  });
}

/** The open kernel modules know cards from Turing (7.5) on; those of a Jetson come with JetPack. */
function upgrade({ uuid, computeCapability }: Gpu, branch: string, windows: boolean): string {
  if (windows) {
    return `update the NVIDIA driver in Windows (${branch} or newer; none is installed inside WSL), then, in PowerShell: wsl --shutdown`;
  }
  if (!uuid.startsWith("GPU-"))
    return "upgrade JetPack, which brings the driver of this card (7 has CUDA 13)";
  if (!/^\d+$/u.test(branch)) return "upgrade the driver and restart";
  const open = computeCapability === "" || isNewEnough(computeCapability, "7.5") ? "-open" : "";
  return `upgrade the driver and restart (Ubuntu: sudo apt install nvidia-driver-${branch}${open})`;
}

/** vLLM is built for CUDA 12 too, which does not help a driver or a card that is too old for that as well. */
function olderTag(image: string, { driverVersion, computeCapability }: Gpu): string {
  const runs =
    isAtLeast(parseVersion(driverVersion) ?? [], [525]) && isNewEnough(computeCapability || "7.0", "7.0");
  return runs && /vllm-openai:[\w.]+$/.test(image) ? `: ${image}-cu129` : "";
}

/** What has been compiled for one card does not run on each. */
function judgeCard(card: Gpu, { service, image, need }: Judged): readonly Finding[] {
  const { index, computeCapability } = card;
  if (computeCapability === "") return [];
  const oldest = oldestCardOf(image, need);
  const data = { gpu: index, service, image, computeCapability, cuda: need?.cuda ?? null };
  const which = `GPU ${index} (${shortName(card)}) has compute capability ${computeCapability}`;
  if (oldest !== undefined && !isNewEnough(computeCapability, oldest)) {
    return [
      fail("gpu.compute-capability", {
        title: `${which}; ${service} needs ${oldest}`,
        detail: need === undefined ? image : `${image} holds CUDA ${need.cuda}`,
        fix: `use a newer card, or an image with an older CUDA${olderTag(image, card)}; or start it without models: --rehearse`,
        data: { ...data, wanted: oldest },
      }),
    ];
  }
  const first = firstCudaFor(computeCapability);
  if (first === undefined || need === undefined || isNewEnough(need.cuda, first)) return [];
  return [
    warn("gpu.compute-capability", {
      title: `${which}, which CUDA ${need.cuda} in the image of ${service} does not know yet`,
      detail: `${image}: its programs may end with "no kernel image is available"`,
      fix: `use an image with CUDA ${first} or newer`,
      data: { ...data, wanted: `CUDA ${first}` },
    }),
  ];
}
