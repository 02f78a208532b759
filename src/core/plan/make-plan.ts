import type { Environment } from "../environment/environment.ts";
import type { Model, Service } from "../environment/model.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import { decideAction } from "./decide-action.ts";
import type { Existing } from "./decide-action.ts";
import type { Plan } from "./plan.ts";
import { wavesOf } from "./waves.ts";

export interface PlanInput {
  readonly environment: Environment;
  readonly model: Model;
  readonly project: ComposeProject;
  readonly gpu: GpuReport;
  /** The services to start, dependencies included. */
  readonly services: readonly Service[];
  /** Undefined where no engine was asked: everything is then to be created. */
  readonly existing: (service: Service) => Existing | undefined;
  readonly orphans?: readonly string[];
}

/** Decides; touches nothing. */
export function makePlan(input: PlanInput): Plan {
  const services = input.services.filter((service) => isToBeStarted(service, input.existing(service)));
  const waves = wavesOf(services);
  return {
    environment: input.environment,
    model: input.model,
    project: input.project,
    gpu: input.gpu,
    waves,
    orphans: input.orphans ?? [],
    services: services.map((service) => ({
      service,
      wave: 1 + waves.findIndex((wave) => wave.includes(service.name)),
      action: decideAction(service, input.existing(service) ?? nothingExists),
    })),
  };
}

/** Scaled to none, and none is there: nobody waits for it either, as Compose has it. */
function isToBeStarted(service: Service, existing: Existing | undefined): boolean {
  return service.replicas > 0 || (existing?.containers.length ?? 0) > 0;
}

const nothingExists: Existing = {
  containers: [],
  wantedHash: undefined,
  wantedImageId: undefined,
  isOneShot: false,
};
