import { composeLabels } from "../../world/compose/labels.ts";
import type { Environment } from "../environment/environment.ts";
import type { Model, Service } from "../environment/model.ts";
import { nearest } from "../environment/nearest.ts";
import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";
import type { Plan, ServiceAction } from "./plan.ts";
import { whySharer } from "./sharers.ts";
import type { GpuReport } from "../preflight/gpu/gpu-report.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { Container, ContainerDetail } from "../../world/engine/container.ts";

interface PlanInput {
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
  const actions = decideActions(services, waves.flat(), input.existing);
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
      action: actions.get(service.name) ?? { kind: "create" },
    })),
  };
}

/** Scaled to none, and none is there: nobody waits for it either, as Compose has it. */
function isToBeStarted(service: Service, existing: Existing | undefined): boolean {
  return service.replicas > 0 || (existing?.containers.length ?? 0) > 0;
}

const nothingExists: Existing = {
  containers: [],
  wantedHashes: [],
  wantedImageIds: [],
  isOneShot: false,
};

/** `order`: each after what it depends on, for what shares something with a container goes when that one goes. */
function decideActions(
  services: readonly Service[],
  order: readonly string[],
  existingOf: PlanInput["existing"],
): ReadonlyMap<string, ServiceAction> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const actions = new Map<string, ServiceAction>();
  const madeAnew = new Set<string>();
  for (const service of order.flatMap((name) => byName.get(name) ?? [])) {
    const existing = existingOf(service) ?? nothingExists;
    const isThere = existing.containers.length > 0;
    const replaced = service.sharesWith.find((name) => madeAnew.has(name));
    const action: ServiceAction =
      replaced === undefined || !isThere
        ? decideAction(service, existing)
        : { kind: "recreate", why: whySharer(replaced) };
    actions.set(service.name, action);
    // where replicas are added, those that are there stay
    if (action.kind === "recreate" || !isThere) madeAnew.add(service.name);
  }
  return actions;
}

/**
 * Services by the earliest moment they can start. Dependencies on what is not part of the model (another profile,
 * `required: false`) do not count. Compose has refused cycles before.
 */
export function wavesOf(services: readonly Service[]): readonly (readonly string[])[] {
  const names = new Set(services.map((service) => service.name));
  const waves: string[][] = [];
  const placed = new Set<string>();
  while (placed.size < names.size) {
    const next = services.filter(
      (service) =>
        !placed.has(service.name) && dependenciesIn(service, names).every((name) => placed.has(name)),
    );
    if (next.length === 0) break;
    waves.push(next.map((service) => service.name));
    for (const service of next) placed.add(service.name);
  }
  return waves;
}

function dependenciesIn(service: Service, names: ReadonlySet<string>): readonly string[] {
  return service.dependencies.map((dependency) => dependency.service).filter((name) => names.has(name));
}

/** The services `--only` names, with all they depend on; everything where it names none. */
export function selectServices(
  services: readonly Service[],
  only: readonly string[],
): Read<readonly Service[]> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const unknown = only.find((name) => !byName.has(name));
  if (unknown !== undefined) return problems(unknownService(unknown, [...byName.keys()]));
  if (only.length === 0) return ok(services);
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const service = byName.get(name);
    if (service === undefined || wanted.has(name)) return;
    wanted.add(name);
    for (const dependency of service.dependencies) add(dependency.service);
  };
  for (const name of only) add(name);
  return ok(services.filter((service) => wanted.has(service.name)));
}

export function unknownService(name: string, names: readonly string[]): { message: string; fix: string } {
  const meant = nearest(name, names);
  return {
    message: `there is no service "${name}" in this environment; there are ${names.join(", ")}`,
    fix: meant === undefined ? `use one of ${names.join(", ")}` : `did you mean "${meant}"?`,
  };
}

/** What exists of one service, and what the model and its image have become since. */
export interface Existing {
  readonly containers: readonly ContainerDetail[];
  /** Each is what an unchanged container has; none where it cannot be known before performing. */
  readonly wantedHashes: readonly string[];
  /** Each is what Compose may have written for the image that its name means now; none where it is not there. */
  readonly wantedImageIds: readonly string[];
  /** Exit code 0 is the end of its work; anything else that stopped is started again, as Compose does. */
  readonly isOneShot: boolean;
}

/** What is unchanged is not touched. Compose itself would come to the same, by the same labels. */
export function decideAction(service: Service, existing: Existing): ServiceAction {
  const { containers, isOneShot } = existing;
  if (containers.length === 0) return { kind: "create" };
  const why = whyRecreate(service, existing);
  if (why !== undefined) return { kind: "recreate", why };
  if (containers.length < service.replicas) return { kind: "create" };
  if (containers.every((container) => container.state === "running")) return { kind: "keep", containers };
  if (isOneShot && containers.every(isDone)) return { kind: "done" };
  return { kind: "start", containers };
}

function whyRecreate(service: Service, existing: Existing): string | undefined {
  const { length } = existing.containers;
  if (length <= service.replicas) return whyDiverged(existing);
  return whyDiverged(existing) ?? `${String(length)} replicas run, ${String(service.replicas)} are wanted`;
}

export const configurationChanged = "its configuration changed";

/** What Compose would replace its containers for, if it was told of them. */
export function whyDiverged({
  containers,
  wantedHashes,
  wantedImageIds,
}: Omit<Existing, "isOneShot">): string | undefined {
  if (!containers.every((container) => isUnchanged(container, wantedHashes))) return configurationChanged;
  const imageChanged = (container: ContainerDetail): boolean => {
    const made = container.labels[composeLabels.image] ?? container.imageId;
    return wantedImageIds.length > 0 && !wantedImageIds.includes(made);
  };
  return containers.some(imageChanged) ? "its image changed" : undefined;
}

/** As far as can be told: where Compose does not say what it would make, nothing has changed. */
export function isUnchanged({ labels }: Pick<Container, "labels">, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(labels[composeLabels.configHash] ?? "");
}

/** A one-shot that exited 0: running it again would repeat its work. */
function isDone(container: ContainerDetail): boolean {
  const { name } = container.restartPolicy;
  return (
    (name === "no" || name === "on-failure") &&
    container.state === "exited" &&
    container.exitCode === 0 &&
    container.startedAt !== undefined
  );
}
