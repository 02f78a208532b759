import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass, skip } from "../finding.ts";
import type { GpuReport } from "./gpu-report.ts";
import type { ImagesLook } from "../engine/engine-look.ts";

interface GpuContainerObservation {
  /** The image it was tried with: the first of the environment's own that is here. */
  readonly image: string | undefined;
  readonly result: ProcessResult | undefined;
}

/** Does a container really see the cards? Tried by running one, so only on request (`--deep`). */
export function gpuContainerCheck(
  report: GpuReport,
  images: readonly string[],
  lookAtImages: ImagesLook,
): Check {
  const uuids = report.gpus.filter(({ index }) => report.selected.includes(index)).map(({ uuid }) => uuid);
  return check({
    name: "gpu-container",
    timeoutMs: 90_000,
    observe: async (world, signal) => {
      const present = await lookAtImages(world, signal);
      return tryContainer(world, { image: images.find((one) => present.has(one)), uuids, signal });
    },
    judge: (seen) => judgeContainer(uuids, seen),
  });
}

/** The toolkit brings `nvidia-smi` into whatever image it is. Nothing is pulled, nothing stays. */
async function tryContainer(
  world: World,
  {
    image,
    uuids,
    signal,
  }: { readonly image: string | undefined; readonly uuids: readonly string[]; readonly signal: AbortSignal },
): Promise<GpuContainerObservation> {
  if (image === undefined || uuids.length === 0) return { image: undefined, result: undefined };
  const devices = `"device=${uuids.join(",")}"`;
  const args = ["run", "--rm", "--pull", "never", "--network", "none", "--gpus", devices];
  const result = await world.processes.run({
    command: "docker",
    args: [...args, "--entrypoint", "nvidia-smi", image, "-L"],
    timeoutMs: 80_000,
    signal,
  });
  return { image, result };
}

function judgeContainer(
  uuids: readonly string[],
  { image, result }: GpuContainerObservation,
): readonly Finding[] {
  if (image === undefined || result === undefined) {
    return [
      skip(
        "gpu.container",
        "GPU in a container: not tried",
        "no image of this environment that uses a GPU is here yet",
      ),
    ];
  }
  const output = "stdout" in result ? result.stdout : "";
  const unseen = uuids.filter((uuid) => !output.includes(uuid));
  if (unseen.length === 0) return [pass("gpu.container", `a container of ${image} sees the GPUs`, { image })];
  const said = "stderr" in result ? result.stderr.trim().split("\n").slice(-2).join(" ") : result.kind;
  return [
    fail("gpu.container", {
      title: `a container of ${image} does not see ${unseen.length === uuids.length ? "any GPU" : unseen.join(", ")}`,
      detail: said.slice(0, 300),
      fix: adviceFor(said),
      data: { image, unseen },
    }),
  ];
}

function adviceFor(said: string): string {
  if (/could not select device driver/.test(said)) {
    return "sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker";
  }
  // A reload of systemd takes the devices of running containers away, unless the engine has its own control groups.
  if (/Failed to initialize NVML: Unknown Error/.test(said)) {
    return 'set "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json, and restart Docker';
  }
  if (/unsatisfied condition: cuda/.test(said))
    return "upgrade the NVIDIA driver, or use an image with an older CUDA";
  return "try it by hand: docker run --rm --gpus all --entrypoint nvidia-smi <image> -L";
}
