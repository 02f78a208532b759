import type { AskedPlan, ImageRow } from "./ask-engine.ts";
import type { Model, Service } from "../../core/environment/model.ts";
import type { Finding } from "../../core/preflight/check.ts";
import type { GpuReport } from "../../core/preflight/gpu/gpu-report.ts";
import { gpuIndices } from "../../core/plan/gpu-needs.ts";
import type { Plan, PlannedService } from "../../core/plan/plan.ts";

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
  readonly engine: EngineRow;
  /** What a start would have to bring, or lacks; empty where no engine was asked. */
  readonly images: readonly ImageRow[];
  /** Names of containers whose service no file names any more: a start leaves them alone. */
  readonly orphans: readonly string[];
  /** What a start would warn of, or be blocked by, as far as the files alone tell. */
  readonly findings: readonly Finding[];
}

interface EngineRow {
  /** Where no engine answers, every action is that of a start before which nothing is there. */
  readonly asked: boolean;
  /** Why it was not asked. */
  readonly reason: string | null;
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
  /** Names of the volumes it keeps its data in. */
  readonly volumes: readonly string[];
  /** Of its health check; null where it has none, and in it where the engine's own default holds. */
  readonly check: CheckTimes | null;
  /** What becomes of its containers. */
  readonly action: "create" | "recreate" | "start" | "keep";
  /** Why it is recreated. */
  readonly why: string | null;
  /** Where its configuration has changed: in which keys, as far as its container shows. Never a value. */
  readonly changed: readonly string[];
}

interface CheckTimes {
  readonly intervalMs: number | null;
  readonly timeoutMs: number | null;
  readonly retries: number | null;
  readonly startPeriodMs: number | null;
  readonly startIntervalMs: number | null;
}

export function planDocument(
  { plan, notAsked, changed, images }: AskedPlan,
  also: {
    readonly secrets: readonly SecretRow[];
    readonly availableMemoryBytes: number;
    readonly findings: readonly Finding[];
  },
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
    services: plan.services.map((planned) => ({
      ...serviceRow(planned, plan),
      changed: changed.get(planned.service.name) ?? [],
    })),
    waves: plan.waves,
    memory: { required: environment.definition.memory ?? 0, available: also.availableMemoryBytes },
    gpu: plan.gpu,
    engine: { asked: notAsked === undefined, reason: notAsked ?? null },
    images,
    orphans: plan.orphans,
    findings: also.findings,
  };
}

function serviceRow(
  { service, wave, action }: PlannedService,
  { gpu, model }: Plan,
): Omit<ServiceRow, "changed"> {
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
    volumes: volumeNames(service, model),
    check: checkTimes(service),
    action: action.kind === "done" ? "keep" : action.kind,
    why: action.kind === "recreate" ? action.why : null,
  };
}

/** Without a name in the model the volume is made for the container alone. */
function volumeNames({ mounts }: Service, { volumes }: Model): readonly string[] {
  const keys = mounts.flatMap(({ kind, source }) => (kind === "volume" ? [source] : []));
  return [...new Set(keys)].flatMap((key) => volumes.find((volume) => volume.key === key)?.name ?? []);
}

function checkTimes({ healthCheck }: Service): CheckTimes | null {
  if (healthCheck?.kind !== "test") return null;
  return {
    intervalMs: healthCheck.intervalMs ?? null,
    timeoutMs: healthCheck.timeoutMs ?? null,
    retries: healthCheck.retries ?? null,
    startPeriodMs: healthCheck.startPeriodMs ?? null,
    startIntervalMs: healthCheck.startIntervalMs ?? null,
  };
}
