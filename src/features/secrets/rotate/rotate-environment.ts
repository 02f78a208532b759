import { existingContainers } from "../../../core/plan/decide.ts";
import { rotateSecrets } from "./rotate-secrets.ts";
import type { RotationAnswer, RotationContext, RotationEvent } from "./rotation.ts";
import type { EngineAnswer } from "../../../world/engine/engine.ts";
import { consumersOf } from "./consumers.ts";
import { observeKeyChecks } from "./key-checks.ts";
import { storesWithSecrets } from "./stores-with-secrets.ts";

export interface RotateRequest {
  /** Empty: all that can be rotated. */
  readonly names: readonly string[];
  readonly tell: (event: RotationEvent) => void;
  readonly learn: (values: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/** Rotates secrets of an environment as the engine has it now. The caller holds the project and its secrets. */
export async function rotateEnvironment(
  context: RotationContext,
  request: RotateRequest,
): Promise<EngineAnswer<RotationAnswer>> {
  const { world, prepared, project } = context;
  const [stores, existing, keys] = await Promise.all([
    storesWithSecrets(context),
    existingContainers(world, project.name),
    observeKeyChecks(context, request.signal),
  ]);
  if (stores.kind === "failed") return stores;
  if (existing.kind === "failed") return existing;
  const running = [...existing.value].flatMap(([service, containers]) =>
    containers.some(({ state }) => state === "running" || state === "restarting") ? [service] : [],
  );
  const { name, workingDirectory } = prepared.environment;
  const value = await rotateSecrets(world, {
    ...request,
    environment: name,
    directory: workingDirectory,
    specs: prepared.specs,
    stores: stores.value,
    consumers: consumersOf(context, keys),
    running,
  });
  return { kind: "ok", value };
}
