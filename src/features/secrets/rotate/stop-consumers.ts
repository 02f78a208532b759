import { done, type StepAnswer } from "../../../core/secrets/clients/step-answer.ts";
import type { RotationContext } from "./rotation-context.ts";
import { serviceOf, stopServices } from "../../../core/stop/stop-services.ts";
import type { StopStep } from "../../../core/stop/stop-services.ts";

/** As `down` does it, and with what is there now: an earlier step may have made containers anew. */
export async function stopConsumers(
  { world, own, project }: Pick<RotationContext, "world" | "own" | "project">,
  services: readonly string[],
  signal: AbortSignal,
): Promise<StepAnswer> {
  const listed = await world.engine.containers({ project: project.name });
  if (listed.kind === "failed") return { kind: "failed", reason: listed.failure.message };
  const containers = listed.value.filter((container) => services.includes(serviceOf(container)));
  const failures: string[] = [];
  const tell = (step: StopStep): void => {
    if (step.kind === "failed") failures.push(`${step.name}: ${step.message}`);
  };
  const ended = await stopServices(world, { ...own, containers }, { tell, graceSeconds: undefined, signal });
  if (ended === "interrupted") return { kind: "aborted" };
  return failures.length === 0 ? done : { kind: "failed", reason: failures.join("; ") };
}
