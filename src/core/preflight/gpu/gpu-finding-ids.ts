import type { FindingDocumentation } from "../finding-documentation.ts";

/** What can be found of the cards, their driver and the way into containers. */
export const gpuFindingIds = {
  "gpu.decision": { meaning: "which GPUs are used, and why", fix: "" },
  "gpu.driver-missing": { meaning: "there is no NVIDIA driver", fix: "install it, or --rehearse" },
  "gpu.driver-not-loaded": { meaning: "the driver is installed and not loaded", fix: "modprobe nvidia" },
  "gpu.nvml-mismatch": {
    meaning: "the driver was upgraded while the old one runs",
    fix: "restart the computer",
  },
  "gpu.no-devices": { meaning: "the driver sees no card", fix: "check the seat and the power of the card" },
  "gpu.lost": { meaning: "a card fell off the bus", fix: "restart the computer" },
  "gpu.not-permitted": { meaning: "this user may not use the card", fix: "see /dev/nvidia*" },
  "gpu.hanging": {
    meaning: "nvidia-smi does not answer",
    fix: "restart; nvidia-smi -pm 1 if it is only slow",
  },
  "gpu.unreadable": { meaning: "nvidia-smi says nothing that can be read", fix: "run it by hand" },
  "gpu.mig-enabled": { meaning: "a card is split by MIG and cannot be used whole", fix: "turn MIG off" },
  "gpu.absent": { meaning: "--gpu plans for cards that this box lacks", fix: "leave --gpu out" },
  "gpu.declined": { meaning: "--gpu none, although the environment asks for a GPU", fix: "leave it out" },
  "gpu.compute-capability": { meaning: "the card is too old for the model server", fix: "use a newer card" },
  "gpu.unequal": {
    meaning: "two cards are too unequal to share a model",
    fix: "nothing, or use the idle one yourself",
  },
  "gpu.links-unknown": { meaning: "how the cards are linked could not be read", fix: "nvidia-smi topo -m" },
  "gpu.driver-too-old": {
    meaning: "the driver is too old for the CUDA in an image",
    fix: "upgrade it, or use an image with an older CUDA",
  },
  "gpu.toolkit": { meaning: "whether the engine can give containers a GPU", fix: "" },
  "gpu.toolkit-missing": { meaning: "the NVIDIA Container Toolkit is not installed", fix: "install it" },
  "gpu.toolkit-not-configured": {
    meaning: "the toolkit is installed, and the engine not configured for it",
    fix: "nvidia-ctk runtime configure, or stack doctor --fix",
  },
  "gpu.memory-taken": {
    meaning: "less GPU memory is free than the plan takes; the finding names what holds it",
    fix: "end what is not needed",
  },
  "gpu.memory-total": { meaning: "the plan takes more than the card has", fix: "choose a smaller model" },
  "gpu.compute-mode": {
    meaning: "the card is set so that programs cannot share it",
    fix: "nvidia-smi -c DEFAULT",
  },
  "gpu.ecc": { meaning: "the card has had memory errors", fix: "restart; replace it if they come back" },
  "gpu.xid": { meaning: "the driver has reported trouble with a card", fix: "look the number up" },
  "gpu.container": { meaning: "a container does not see the cards (--deep)", fix: "configure the toolkit" },
} as const satisfies Record<string, FindingDocumentation>;
