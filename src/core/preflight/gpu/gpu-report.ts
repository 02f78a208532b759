/** What this host's GPUs are and what follows from them: the `gpu` object of the JSON documents, field for field. */
export interface GpuReport {
  readonly gpus: readonly Gpu[];
  readonly links: readonly GpuLink[];
  /** The best pair of this host is joined by NVLink; decided by hardware, not by what is free now. */
  readonly nvlink: boolean;
  /** Indices the model server will use. */
  readonly selected: readonly number[];
  /** Undefined when the environment requires a GPU and none can be used. */
  readonly layer: GpuLayer | undefined;
  readonly reason: string;
  readonly error: GpuError | null;
  /** What is wrong with single cards while others can be used; absent where nothing is. */
  readonly troubles?: readonly GpuTrouble[];
  /** What each card says of its own NVLinks; absent where there is one card, or none says anything. */
  readonly nvlinks?: readonly GpuNvlinks[];
}

/** What is wrong with one card of several. */
export interface GpuTrouble {
  /**
   * lost: it cannot be used before a reset or a restart; power: it gets too little; inforom: its own memory is damaged;
   * not-driven: it is plugged in, and the driver does not hold it; incomplete: nvidia-smi did not answer to its end.
   */
  readonly kind: "lost" | "power" | "inforom" | "not-driven" | "incomplete";
  /** Its index, where it has one. */
  readonly gpu?: number;
  /** Its address on the PCI bus, where it is told: `0000:08:00.0`. */
  readonly busId?: string;
  /** nvidia-smi's words for it. */
  readonly said: string;
}

/** The NVLinks of one card. */
export interface GpuNvlinks {
  readonly gpu: number;
  readonly active: number;
  /** It has some that are not active. */
  readonly someInactive: boolean;
}

export type GpuLayer = "multi-gpu" | "single-gpu" | "none";

/** What `--gpu` takes. */
export type GpuChoice = "auto" | "multi" | "single" | "none";

/** What `gpu:` in the manifest says of an environment. */
export type GpuNeed = "required" | "optional" | "none";

export interface Gpu {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  /** 0 where the card shares the host's memory and does not say. */
  readonly memoryTotalMiB: number;
  readonly memoryFreeMiB: number;
  /** "" where the driver is too old to say. */
  readonly computeCapability: string;
  readonly driverVersion: string;
  /** Split by MIG: nothing can use the card as a whole. */
  readonly mig: boolean;
  /** Why nothing can use it, in nvidia-smi's words: "GPU is lost", "GPU requires reset"; absent where it is well. */
  readonly fault?: string;
  /** How far it has come to join the others through NVSwitches; absent where it is not joined to any. */
  readonly fabric?: { readonly state: string; readonly status: string };
}

export interface GpuLink {
  readonly a: number;
  readonly b: number;
  /** As `nvidia-smi topo -m` has it: NV4, PIX, PXB, PHB, NODE, SYS. */
  readonly type: string;
  readonly nvlink: boolean;
}

export type GpuErrorCode =
  | "driver-missing"
  | "driver-not-loaded"
  | "nvml-mismatch"
  | "no-devices"
  | "gpu-lost"
  | "not-permitted"
  | "hanging"
  | "unreadable"
  | "power"
  | "mig-enabled";

export interface GpuError {
  readonly code: GpuErrorCode;
  readonly message: string;
  readonly fix: string;
}
