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
  readonly error: { readonly code: string; readonly message: string; readonly fix: string } | null;
}

export type GpuLayer = "multi-gpu" | "single-gpu" | "none";

/** What `--gpu` takes. */
export type GpuChoice = "auto" | "multi" | "single" | "none";

export interface Gpu {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly memoryTotalMiB: number;
  readonly memoryFreeMiB: number;
  readonly computeCapability: string;
  readonly driverVersion: string;
}

export interface GpuLink {
  readonly a: number;
  readonly b: number;
  /** As `nvidia-smi topo -m` has it: NV4, PIX, PXB, PHB, NODE, SYS. */
  readonly type: string;
  readonly nvlink: boolean;
}
