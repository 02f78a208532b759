import type { Environment } from "../environment/environment.ts";
import type { Model, Service } from "../environment/model.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";

/** Everything `up` will do, as data: described by `plan`, performed by `up`. */
export interface Plan {
  readonly environment: Environment;
  readonly model: Model;
  /** What Compose is told; a rehearsal's is not the environment's. */
  readonly project: ComposeProject;
  readonly gpu: GpuReport;
  readonly services: readonly PlannedService[];
  /** Names of containers of the project whose service no file names any more: left alone. */
  readonly orphans: readonly string[];
  /** Services by the earliest moment they can start; each wave needs only those before it. */
  readonly waves: readonly (readonly string[])[];
}

export interface PlannedService {
  readonly service: Service;
  /** 1 is the first wave. */
  readonly wave: number;
  readonly action: ServiceAction;
}

/** What becomes of a service's containers. */
export type ServiceAction =
  | { readonly kind: "create" }
  | { readonly kind: "recreate"; readonly why: string }
  | { readonly kind: "start"; readonly containers: readonly ContainerDetail[] }
  | { readonly kind: "keep"; readonly containers: readonly ContainerDetail[] }
  /** A one-shot that has done its work and did not change. */
  | { readonly kind: "done" };
