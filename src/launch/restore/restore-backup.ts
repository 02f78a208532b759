import type { Model } from "../../environment/model.ts";
import type { ComposeProject } from "../../world/compose.ts";
import type { BackupPart } from "../backup/backup-manifest.ts";
import { failed } from "../backup/save-answer.ts";
import { findOwnProject } from "../own-project.ts";
import type { OwnProject } from "../own-project.ts";
import { anyImage } from "../stores/any-image.ts";
import { runStores } from "../stores/run-stores.ts";
import type { Store } from "../stores/store.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { serviceOf, stopServices } from "../stop-services.ts";
import type { FoundBackup } from "./find-backup.ts";
import type { RestorePlan } from "./plan-restore.ts";
import type { RestoreAnswer } from "./restore-answer.ts";
import { restorePostgres } from "./restore-postgres.ts";
import { restoreQdrant } from "./restore-qdrant.ts";
import { restoreRedis } from "./restore-redis.ts";
import { restoreVolume } from "./restore-volume.ts";
import { startAgain } from "./start-again.ts";
import { usersOf } from "./users-of.ts";

export type RestoreStep =
  | { readonly kind: "stopping"; readonly services: readonly string[] }
  | { readonly kind: "starting"; readonly services: readonly string[] }
  | { readonly kind: "restoring"; readonly what: string }
  | { readonly kind: "restored"; readonly what: string; readonly proof: string; readonly durationMs: number }
  /** In the backup, and no service has it any more. */
  | { readonly kind: "passed-over"; readonly what: string };

export interface RestoreRequest {
  readonly project: OwnProject;
  readonly model: Model;
  readonly compose: ComposeProject;
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  readonly tell: (step: RestoreStep) => void;
}

export type RestoredAll =
  { readonly kind: "restored" } | { readonly kind: "failed"; readonly what: string; readonly reason: string };

/**
 * Puts a backup in the place of what an environment has. Whoever works on the data is stopped before and started again
 * after, but only when everything was proven: on half of its data nothing should run.
 */
export async function restoreBackup(work: StoreWork, request: RestoreRequest): Promise<RestoredAll> {
  const { project, compose, plan } = request;
  const { parts } = plan;
  for (const part of plan.passedOver) request.tell({ kind: "passed-over", what: nameOf(part) });
  const stores = storesOf(parts);
  const ran = project.containers.filter(({ state }) => state === "running").map(serviceOf);
  const stopped = await stopUsers(work, request, stores);
  if (stopped === "interrupted") return { kind: "failed", what: project.environment, reason: "interrupted" };
  const volumes = await restoreParts(work, request, { parts: parts.filter(isVolume), containers: new Map() });
  if (volumes.kind === "failed") return volumes;
  const now = await findOwnProject(work.world, project);
  if (now.kind === "problems")
    return { ...failed(now.problems[0]?.message ?? ""), what: project.environment };
  const running = await runStores(work, {
    project: now.value,
    compose,
    stores,
    onStart: (service) => request.tell({ kind: "starting", services: [service] }),
  });
  if (running.kind === "failed") return { ...running, what: project.environment };
  const ofStores = parts.filter((part) => !isVolume(part));
  const answer = await restoreParts(work, request, { parts: ofStores, containers: running.containers });
  if (answer.kind === "failed") return answer;
  const wasRunning = ran.filter((service) => !isOneOf(stores, service));
  await startAgain(work, project, wasRunning, request.tell);
  return answer;
}

function isOneOf(stores: readonly Store[], service: string): boolean {
  return stores.some((store) => store.service === service);
}

/** All but the stores, which put their data back themselves; those that mount a volume beside it are made anew with that. */
function stopUsers(
  { world, signal }: StoreWork,
  { project, plan, tell }: RestoreRequest,
  stores: readonly Store[],
): ReturnType<typeof stopServices> {
  const containers = project.containers.filter(
    (each) => !isOneOf(stores, serviceOf(each)) || plan.removal.containers.some(({ id }) => id === each.id),
  );
  return stopServices(
    world,
    { ...project, containers },
    {
      graceSeconds: undefined,
      signal,
      tell: (step) => {
        if (step.kind === "stopping") tell(step);
      },
    },
  );
}

interface Restoring {
  readonly parts: readonly BackupPart[];
  /** Of the stores, by service. */
  readonly containers: ReadonlyMap<string, string>;
}

async function restoreParts(
  work: StoreWork,
  request: RestoreRequest,
  { parts, containers }: Restoring,
): Promise<RestoredAll> {
  for (const part of parts) {
    const answer = await restorePart(work, request, part, containers);
    if (answer.kind === "failed") return { ...answer, what: nameOf(part) };
  }
  return { kind: "restored" };
}

function isVolume({ kind }: BackupPart): boolean {
  return kind === "volume";
}

function storesOf(parts: readonly BackupPart[]): readonly Store[] {
  const stores = parts.flatMap((part) =>
    part.kind === "volume" ? [] : [[part.service, { service: part.service, kind: part.kind }] as const],
  );
  return [...new Map(stores).values()];
}

function nameOf(part: BackupPart): string {
  switch (part.kind) {
    case "postgres":
    case "redis":
      return part.service;
    case "qdrant":
      return `${part.service}: ${part.collection}`;
    case "volume":
      return part.volume;
  }
}

async function restorePart(
  work: StoreWork,
  request: RestoreRequest,
  part: BackupPart,
  containers: ReadonlyMap<string, string>,
): Promise<RestoreAnswer> {
  const { clock } = work.world;
  const began = clock.elapsedMs();
  request.tell({ kind: "restoring", what: nameOf(part) });
  const answer = await perform(work, request, part, containers.get(part.service) ?? "");
  if (work.signal.aborted) return failed("interrupted");
  if (answer.kind === "restored") {
    const durationMs = Math.round(clock.elapsedMs() - began);
    request.tell({ kind: "restored", what: nameOf(part), proof: answer.proof, durationMs });
  }
  return answer;
}

async function perform(
  work: StoreWork,
  { project, model, compose, backup }: RestoreRequest,
  part: BackupPart,
  containerId: string,
): Promise<RestoreAnswer> {
  const target = { containerId, folder: backup.path };
  switch (part.kind) {
    case "postgres":
      return restorePostgres(work, part, target);
    case "redis":
      return restoreRedis(work, part, target);
    case "qdrant":
      return restoreQdrant(work, part, target);
    case "volume": {
      const image = await anyImage(work.world, project, model);
      if (image === undefined) return failed("none of the project's images is here");
      // what was made for the volumes before counts too
      const now = await findOwnProject(work.world, project);
      if (now.kind === "problems") return failed(now.problems[0]?.message ?? "");
      const services = usersOf(model, part.volume);
      return restoreVolume(work, part, { project: now.value, compose, services, image, folder: backup.path });
    }
  }
}
