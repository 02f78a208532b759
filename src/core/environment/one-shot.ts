import type { Model, Service } from "./model.ts";

/**
 * Compose's default is never to restart: a server that was stopped, or lost its engine, stands there with exit code 0
 * like a job that is done. Who waits for its end, or a start that saw it complete, tells the job from the server.
 */
export function isOneShot(service: Service, model: Model, seenToComplete: ReadonlySet<string>): boolean {
  return isAwaitedToEnd(service, model) || seenToComplete.has(service.name);
}

/** Others start when it has ended well, or it is a test run. */
export function isAwaitedToEnd({ name, extras }: Service, { services }: Pick<Model, "services">): boolean {
  const isAwaited = services.some(({ dependencies }) =>
    dependencies.some((on) => on.service === name && on.condition === "service_completed_successfully"),
  );
  return isAwaited || extras.kind === "test-run";
}
