import type { Result } from "../../../world/result.ts";
import type { Model } from "../../../core/environment/model.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { BackupPart } from "../save/backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import { findOwnProject } from "../../../core/ownership/running-project.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { anyImage } from "../stores/any-image.ts";
import { runStores } from "../stores/run-stores.ts";
import type { RunningStores } from "../stores/run-stores.ts";
import type { Store } from "../../../core/images/is-store.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { serviceOf, stopServices } from "../../../core/stop/stop-services.ts";
import type { FoundBackup } from "./find-backup.ts";
import { isVolume, nameOf, storesOf } from "./parts.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { setBrokenStoreAside } from "./set-broken-store-aside.ts";
import type { BrokenStore } from "./set-broken-store-aside.ts";
import type { RestoreAnswer } from "./restore-answer.ts";
import { restorePostgres } from "./restore-postgres.ts";
import { restoreQdrant } from "./restore-qdrant.ts";
import { restoreRedis } from "./restore-redis.ts";
import { restoreVolume } from "./restore-volume.ts";
import { usersOf } from "./users-of.ts";

export type RestoreStep =
  | { readonly kind: "stopping"; readonly services: readonly string[] }
  | { readonly kind: "starting"; readonly services: readonly string[] }
  /** It did not come up with the data it had, which was taken away, and is kept in `path`, if anywhere. */
  | {
      readonly kind: "put-aside";
      readonly service: string;
      readonly reason: string;
      readonly volumes: readonly string[];
      readonly path: string | undefined;
    }
  /** Its store lets in who comes with the password of today's secrets; `reason`: it could not be asked. */
  | { readonly kind: "password"; readonly service: string; readonly reason: string | undefined }
  /** Optional services that ran before and do not come up again. */
  | { readonly kind: "left-behind"; readonly reason: string }
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
  /** An earlier run was cut: its stores may stand there half changed, and are started anew. */
  readonly resumed: boolean;
  /** What of a store that does not come up becomes of what it had. */
  readonly aside: Pick<BrokenStore, "saved" | "directory" | "keep">;
  readonly tell: (step: RestoreStep) => void;
}

export type RestoredAll = Result<undefined, { readonly what: string; readonly reason: string }>;

/**
 * Puts a backup's data in the place of what an environment has, and proves it. Whoever works on the data is stopped
 * before, and stays so: on half of its data nothing should run. Each step can be repeated, from whatever a run that was
 * killed has left.
 */
export async function restoreBackup(work: StoreWork, request: RestoreRequest): Promise<RestoredAll> {
  const { project, plan } = request;
  const { parts } = plan;
  for (const part of plan.passedOver) request.tell({ kind: "passed-over", what: nameOf(part) });
  const stores = storesOf(parts);
  const stopped = await stopUsers(work, request, stores);
  if (stopped === "interrupted")
    return { kind: "failed", error: { what: project.environment, reason: "interrupted" } };
  const volumes = await restoreParts(work, request, { parts: parts.filter(isVolume), containers: new Map() });
  if (volumes.kind === "failed") return volumes;
  const running = await runWanted(work, request, stores);
  if (running.kind === "failed") return failed({ what: project.environment, reason: running.error.reason });
  const ofStores = parts.filter((part) => !isVolume(part));
  return restoreParts(work, request, { parts: ofStores, containers: running.value.containers });
}

/** Stores as they are; one that does not come up with the data it has is put aside, once, and made anew. */
async function runWanted(
  work: StoreWork,
  request: RestoreRequest,
  stores: readonly Store[],
  replaced: readonly Store[] = [],
): Promise<RunningStores> {
  const now = await findOwnProject(work.world, request.project);
  if (now.kind === "failed") return failed({ reason: now.error[0]?.message ?? "" });
  const { model, compose, aside, tell } = request;
  const running = await runStores(work, {
    project: now.value,
    compose,
    stores,
    onStart: (service) => tell({ kind: "starting", services: [service] }),
  });
  if (running.kind === "ok" || running.error.broken === undefined) return running;
  const { broken: store, reason } = running.error;
  if (replaced.some(({ service }) => service === store.service)) return running;
  const away = await setBrokenStoreAside(work, {
    ...aside,
    project: now.value,
    model,
    compose,
    store,
    tell: () => {},
  });
  if (away.kind === "failed") return failed({ reason: `${reason}; it cannot be put aside: ${away.error}` });
  tell({ ...away.value, kind: "put-aside", service: store.service, reason });
  return runWanted(work, request, stores, [...replaced, store]);
}

function isOneOf(stores: readonly Store[], service: string): boolean {
  return stores.some((store) => store.service === service);
}

/** All but the stores, which put their data back themselves, if they are what their files say; those that mount a volume beside it are made anew with that. */
function stopUsers(
  { world, signal }: StoreWork,
  { project, plan, resumed, tell }: RestoreRequest,
  stores: readonly Store[],
): ReturnType<typeof stopServices> {
  const containers = project.containers.filter(
    (each) =>
      resumed ||
      !isOneOf(stores, serviceOf(each)) ||
      plan.removal.containers.some(({ id }) => id === each.id),
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
    if (answer.kind === "failed") return failed({ what: nameOf(part), reason: answer.error });
  }
  return { kind: "ok", value: undefined };
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
  if (answer.kind === "ok") {
    const durationMs = Math.round(clock.elapsedMs() - began);
    request.tell({ kind: "restored", what: nameOf(part), proof: answer.value, durationMs });
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
      if (now.kind === "failed") return failed(now.error[0]?.message ?? "");
      const services = usersOf(model, part.volume);
      return restoreVolume(work, part, { project: now.value, compose, services, image, folder: backup.path });
    }
  }
}
