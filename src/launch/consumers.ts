import { existingContainers } from "../plan/existing-containers.ts";
import { secretUsers } from "../plan/secret-users.ts";
import type { Consumers } from "../secrets/rotation.ts";
import { done, type StepAnswer } from "../secrets/step-answer.ts";
import type { KeyChecks } from "./key-checks.ts";
import type { RotationContext } from "./rotation-context.ts";
import { startConsumers } from "./start-consumers.ts";
import { stopOrder } from "./stop-order.ts";

/** The services that use a secret, in the launcher's hands: stopped and started as `down` and `up` do it. */
export function consumersOf(context: RotationContext, keys: KeyChecks): Consumers {
  const { world, prepared } = context;
  return {
    usersOf: (secret) => secretUsers(world, prepared, secret),
    stop: (services, signal) => stopServices(context, services, signal),
    start: (starts, signal) => startConsumers(context, starts, signal),
    accepts: (secret, value, signal) => keys.accepts(secret, value, signal),
  };
}

/** Level by level, whoever needs another service first. */
async function stopServices(
  { world, prepared, project }: RotationContext,
  services: readonly string[],
  signal: AbortSignal,
): Promise<StepAnswer> {
  const existing = await existingContainers(world, project.name);
  if (existing.kind === "failed") return { kind: "failed", reason: existing.failure.message };
  const wanted = prepared.loaded.model.services.filter(({ name }) => services.includes(name));
  const order = stopOrder(
    wanted.map(({ name, dependencies, extras }) => ({
      service: name,
      dependsOn: dependencies.map((each) => each.service),
      isStore: extras.kind === "postgres" || extras.kind === "redis",
    })),
  );
  for (const level of order) {
    if (signal.aborted) return { kind: "aborted" };
    const running = level.flatMap((name) =>
      (existing.value.get(name) ?? []).filter(({ state }) => state !== "exited" && state !== "created"),
    );
    const answers = await Promise.all(running.map(({ id }) => world.engine.stop(id, undefined)));
    const failed = answers.find((answer) => answer.kind === "failed" && answer.failure.kind !== "not-found");
    if (failed?.kind === "failed") return { kind: "failed", reason: failed.failure.message };
  }
  return done;
}
