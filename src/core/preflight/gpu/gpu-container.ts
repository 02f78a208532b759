import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass, skip } from "../finding.ts";
import type { GpuReport } from "./gpu-report.ts";
import type { EngineObserver, ImagesObserver } from "../engine/observe-engine.ts";
import { shellWord } from "../../secrets/shell-word.ts";
import { deviceId } from "./device-id.ts";
import { configureLine } from "./gpu-toolkit.ts";

interface GpuContainerObservation {
  /** The image it was tried with: the smallest that is here and can tell. */
  readonly image: string | undefined;
  readonly result: ProcessResult | undefined;
}

/** A card as containers are given it, and as it names itself in there. */
interface Wanted {
  readonly id: string;
  readonly uuid: string;
}

/** Does a container really see the cards? Tried by running one, so only on request (`--deep`). */
export function gpuContainerCheck(
  report: GpuReport,
  images: readonly string[],
  lookAtImages: ImagesObserver,
  observeEngine: EngineObserver,
): Check {
  const cards = report.gpus
    .filter(({ index }) => report.selected.includes(index))
    .map(({ index, uuid }) => ({ id: deviceId(report, index), uuid }));
  return check({
    name: "gpu-container",
    timeoutMs: 90_000,
    observe: async (world, signal) => {
      const own = await lookAtImages(world, signal);
      const image = smallest(images, own) ?? (await smallestKnown(world, signal));
      const seen = await tryContainer(world, { image, cards, signal });
      const engine = await observeEngine(world, signal);
      return { ...seen, rootless: engine.kind === "ok" && engine.value.rootless };
    },
    judge: (seen) => judgeContainer(cards, seen),
  });
}

/** Of those that are here, with their sizes. */
function smallest(references: readonly string[], sizes: ReadonlyMap<string, number>): string | undefined {
  return references
    .filter((one) => sizes.has(one))
    .toSorted((one, other) => (sizes.get(one) ?? 0) - (sizes.get(other) ?? 0))[0];
}

/** Images that are here for other things: the toolkit brings `nvidia-smi` into any, and it needs the GNU C library there. */
const withGnuLibrary =
  /^(?:docker\.io\/)?(?:library\/)?(?:debian|ubuntu|rockylinux|almalinux|fedora):|(?:^|\/)nvidia\/cuda:/u;

async function smallestKnown(world: World, signal: AbortSignal): Promise<string | undefined> {
  const usage = await world.engine.diskUsage(["images"], signal);
  if (usage.kind === "failed") return undefined;
  const sizes = usage.value.images.flatMap(({ references, sizeBytes }) =>
    references.filter((one) => withGnuLibrary.test(one)).map((one) => [one, sizeBytes] as const),
  );
  return smallest(
    sizes.map(([reference]) => reference),
    new Map(sizes),
  );
}

/** Nothing is pulled, nothing stays. */
async function tryContainer(
  world: World,
  {
    image,
    cards,
    signal,
  }: { readonly image: string | undefined; readonly cards: readonly Wanted[]; readonly signal: AbortSignal },
): Promise<GpuContainerObservation> {
  if (image === undefined || cards.length === 0) return { image: undefined, result: undefined };
  const devices = `"device=${cards.map(({ id }) => id).join(",")}"`;
  const args = ["run", "--rm", "--pull", "never", "--network", "none", "--gpus", devices];
  const result = await world.processes.run({
    command: "docker",
    args: [...args, "--entrypoint", "nvidia-smi", image, "-L"],
    timeoutMs: 80_000,
    signal,
  });
  return { image, result };
}

function unseenOf(cards: readonly Wanted[], { result }: GpuContainerObservation): readonly string[] {
  const output = result !== undefined && "stdout" in result ? result.stdout : "";
  return cards
    .filter(({ id, uuid }) => !output.includes(uuid === "" ? `GPU ${id}:` : uuid))
    .map(({ uuid, id }) => uuid || id);
}

const toPull = "debian:stable-slim";

function judgeContainer(
  cards: readonly Wanted[],
  seen: GpuContainerObservation & { readonly rootless: boolean },
): readonly Finding[] {
  const { image, result } = seen;
  if (image === undefined || result === undefined) {
    return [notTried("no image that could tell is here yet: not this environment's, and no small one")];
  }
  const unseen = unseenOf(cards, seen);
  if (unseen.length === 0) return [pass("gpu.container", `a container of ${image} sees the GPUs`, { image })];
  const said = "stderr" in result ? result.stderr.trim().split("\n").slice(-2).join(" ") : result.kind;
  // the toolkit put it there, and the image has nothing that it could run with
  if (/nvidia-smi["'`]?:? (?:no such file|.*executable file not found)/iu.test(said)) {
    return [notTried(`${image} cannot run nvidia-smi (${said.slice(0, 160)})`)];
  }
  return [
    fail("gpu.container", {
      title: `a container of ${image} does not see ${unseen.length === cards.length ? "any GPU" : unseen.join(", ")}`,
      detail: said.slice(0, 300),
      fix: adviceFor(said, image, seen.rootless),
      data: { image, unseen },
    }),
  ];
}

function notTried(why: string): Finding {
  return {
    ...skip("gpu.container", "GPU in a container: not tried", why),
    fix: `docker pull ${toPull}, and run this again: it is small, and enough to tell`,
    data: { pull: toPull },
  };
}

function adviceFor(said: string, image: string, rootless: boolean): string {
  if (/could not select device driver/.test(said)) return configureLine(rootless);
  if (rootless && /cgroup|operation not permitted/iu.test(said)) return configureLine(true);
  // A reload of systemd takes the devices of running containers away, unless the engine has its own control groups.
  if (/Failed to initialize NVML: Unknown Error/.test(said)) {
    return 'set "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json, and restart Docker';
  }
  if (/unsatisfied condition: cuda/.test(said))
    return "upgrade the NVIDIA driver, or use an image with an older CUDA";
  return `try it by hand: docker run --rm --gpus all --entrypoint nvidia-smi ${shellWord(image)} -L`;
}
