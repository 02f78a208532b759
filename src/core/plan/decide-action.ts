import type { Service } from "../environment/model.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { ServiceAction } from "./plan.ts";

const hashLabel = "com.docker.compose.config-hash";
const imageLabel = "com.docker.compose.image";

/** What exists of one service, and what the model and its image have become since. */
export interface Existing {
  readonly containers: readonly ContainerDetail[];
  /** Undefined where it cannot be known before performing. */
  readonly wantedHash: string | undefined;
  readonly wantedImageId: string | undefined;
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

function whyRecreate(
  service: Service,
  { containers, wantedHash, wantedImageId }: Existing,
): string | undefined {
  if (
    wantedHash !== undefined &&
    containers.some((container) => container.labels[hashLabel] !== wantedHash)
  ) {
    return "its configuration changed";
  }
  const imageChanged = (container: ContainerDetail): boolean => {
    const made = container.labels[imageLabel] ?? container.imageId;
    return wantedImageId !== undefined && made !== wantedImageId;
  };
  if (containers.some(imageChanged)) return "its image changed";
  if (containers.length > service.replicas) {
    return `${String(containers.length)} replicas run, ${String(service.replicas)} are wanted`;
  }
  return undefined;
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
