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
  | "mig-enabled";

export interface GpuError {
  readonly code: GpuErrorCode;
  readonly message: string;
  readonly fix: string;
}
