import type { GpuReport } from "../preflight/gpu-report.ts";
import { gpuIndices } from "./gpu-indices.ts";
import type { Plan, PlannedService } from "./plan.ts";

/** The JSON of `stack plan`, field for field as the command line's contract has it. */
export interface PlanDocument {
  readonly schema: 1;
  readonly command: "plan";
  readonly environment: string;
  readonly project: string;
  readonly layers: readonly string[];
  readonly envFile: string;
  readonly secrets: readonly SecretRow[];
  readonly services: readonly ServiceRow[];
  readonly waves: readonly (readonly string[])[];
  readonly memory: { readonly required: number; readonly available: number };
  readonly gpu: GpuReport;
}

export interface SecretRow {
  readonly name: string;
  readonly state: "present" | "to-generate";
}

export interface ServiceRow {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly ports: readonly {
    readonly host: number | null;
    readonly container: number;
    readonly address: string;
  }[];
  readonly dependsOn: readonly string[];
  readonly optional: boolean;
  readonly memoryLimit: number | null;
  readonly gpus: readonly number[];
  readonly wave: number;
  readonly command: readonly string[];
  readonly networks: readonly string[];
  readonly restart: string;
  readonly action: string;
}

export function planDocument(
  plan: Plan,
  also: { readonly secrets: readonly SecretRow[]; readonly availableMemoryBytes: number },
): PlanDocument {
  const { environment } = plan;
  return {
    schema: 1,
    command: "plan",
    environment: environment.name,
    project: plan.project.name,
    layers: environment.layers,
    envFile: environment.envFile,
    secrets: also.secrets,
    services: plan.services.map((planned) => serviceRow(planned, plan.gpu)),
    waves: plan.waves,
    memory: { required: environment.definition.memory ?? 0, available: also.availableMemoryBytes },
    gpu: plan.gpu,
  };
}

function serviceRow({ service, wave, action }: PlannedService, gpu: GpuReport): ServiceRow {
  return {
    name: service.name,
    image: service.image ?? "",
    replicas: service.replicas,
    ports: service.ports.map(({ host, container, address }) => ({ host: host ?? null, container, address })),
    dependsOn: service.dependencies.map((dependency) => dependency.service),
    optional: service.extras.optional,
    memoryLimit: service.memoryLimitBytes ?? null,
    gpus: gpuIndices(service, gpu),
    wave,
    // all that is run: a layer may say the program in the entry point and its settings in the command
    command: [...(service.entrypoint ?? []), ...(service.command ?? [])],
    networks: service.networks,
    restart: service.restart,
    action: action.kind,
  };
}
