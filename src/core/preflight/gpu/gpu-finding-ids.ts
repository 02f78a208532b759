import type { FindingDocumentation } from "../check.ts";

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
  "gpu.lost": {
    meaning: "a card fell off the bus, must be reset, or is plugged in and not shown; it is never used",
    fix: "restart the computer",
  },
  "gpu.power": { meaning: "a card gets too little power", fix: "push in its power cables" },
  "gpu.inforom": {
    meaning: "a card's own memory of what it is (infoROM) is damaged",
    fix: "restart; have the card replaced if it comes back",
  },
  "gpu.incomplete": {
    meaning: "nvidia-smi did not answer to its end, so there may be more cards",
    fix: "run it by hand",
  },
  "gpu.not-driven": {
    meaning: "a card is plugged in, and NVIDIA's driver does not hold it",
    fix: "a driver that knows it, or take it out",
  },
  "gpu.fabric": {
    meaning: "cards that are joined by NVSwitches have not joined yet, so no program can compute on them",
    fix: "systemctl start nvidia-fabricmanager",
  },
  "gpu.nvlink": {
    meaning: "two equal cards that could be joined by NVLink are not, or not by all of it",
    fix: "seat the bridge, and restart",
  },
  "gpu.not-permitted": { meaning: "this user may not use the card", fix: "see /dev/nvidia*" },
  "gpu.hanging": {
    meaning: "nvidia-smi does not answer",
    fix: "restart; nvidia-smi -pm 1 if it is only slow",
  },
  "gpu.unreadable": { meaning: "nvidia-smi says nothing that can be read", fix: "run it by hand" },
  "gpu.mig-enabled": { meaning: "a card is split by MIG and cannot be used whole", fix: "turn MIG off" },
  "gpu.absent": { meaning: "--gpu plans for cards that this box lacks", fix: "leave --gpu out" },
  "gpu.declined": { meaning: "--gpu none, although the environment asks for a GPU", fix: "leave it out" },
  "gpu.compute-capability": {
    meaning: "an image holds no code for the card: the card is too old for it, or too new",
    fix: "use another card, or an image with another CUDA",
  },
  "gpu.unequal": {
    meaning: "two cards are too unequal to share a model",
    fix: "nothing, or use the idle one yourself",
  },
  "gpu.links-unknown": { meaning: "how the cards are linked could not be read", fix: "nvidia-smi topo -m" },
  "gpu.driver-too-old": {
    meaning: "the driver is too old for the CUDA in an image, or for what the image asks for",
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
