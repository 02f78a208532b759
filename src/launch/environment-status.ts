import type { ServiceState } from "../service/state.ts";

/** One environment in the JSON of `stack status`. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly services: readonly ServiceStatusRow[];
}

export interface ServiceStatusRow {
  readonly name: string;
  /** Proven, not merely running; `starting` is still on its way, `stopped` has no running container. */
  readonly state: ServiceState | "starting" | "stopped";
  readonly health: "healthy" | "unhealthy" | "starting" | null;
  readonly ports: readonly { readonly host: number; readonly container: number; readonly address: string }[];
  readonly url: string | null;
  readonly restarts: number;
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number | null;
  /** Indices of the GPUs it was given. */
  readonly gpus: readonly number[];
  /** What is awaited, or what went wrong; empty when there is nothing to say. */
  readonly detail: string;
}
