import type { ServiceState } from "../../core/proof/state.ts";

export type EnvironmentState = "ready" | "degraded" | "starting" | "failed" | "down";

/** One environment in the JSON of `stack status`. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly state: EnvironmentState;
  readonly services: readonly ServiceStatusRow[];
  /** A restore, or a reset of data, that was cut: as long as it stands, the data may be half the old and half a backup's. */
  readonly unfinishedRestore: UnfinishedRestore | null;
}

export interface UnfinishedRestore {
  readonly since: string;
  /** `removing`: of a reset. */
  readonly phase: "saving" | "replacing" | "starting" | "removing";
  readonly backup: string;
  /** How far it came, in a sentence, and what to type. */
  readonly detail: string;
  readonly fix: string;
}

export interface ServiceStatusRow {
  readonly name: string;
  /** Proven, not merely running; `starting` is still on its way, `stopped` has no running container. */
  readonly state: ServiceState | "stopped" | "restarting";
  readonly optional: boolean;
  readonly health: "healthy" | "unhealthy" | "starting" | null;
  readonly ports: readonly { readonly host: number; readonly container: number; readonly address: string }[];
  readonly url: string | null;
  readonly restarts: number;
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number | null;
  /** Indices, on the host, of the GPUs that it sees, as far as they are known. */
  readonly gpus: readonly number[];
  /** The GPUs that its containers see, or were given where they cannot be asked. */
  readonly gpuUuids: readonly string[];
  /** What is awaited, or what went wrong; empty when there is nothing to say. */
  readonly detail: string;
}

/** What the states of its services come to: what is required first, then what still comes, then what is optional. */
export function environmentState(
  services: readonly Pick<ServiceStatusRow, "state" | "optional">[],
): EnvironmentState {
  const open = services.filter(({ state }) => !fine.has(state));
  const isStarting = open.some(({ state }) => state === "starting");
  if (services.every(({ state }) => state === "stopped")) return "down";
  if (open.some(({ state, optional }) => state !== "starting" && !optional)) return "failed";
  if (isStarting) return "starting";
  return open.length === 0 ? "ready" : "degraded";
}

const fine: ReadonlySet<ServiceStatusRow["state"]> = new Set(["ready", "completed", "unproven"]);

const fromWorst: readonly EnvironmentState[] = ["down", "failed", "starting", "degraded", "ready"];

export function worstState(states: readonly EnvironmentState[]): EnvironmentState {
  return fromWorst.find((state) => states.includes(state)) ?? "ready";
}
