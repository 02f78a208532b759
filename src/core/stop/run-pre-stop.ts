import type { ServiceHook } from "../environment/model.ts";
import type { EngineFailure, ExecResult } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

/** Draining or flushing takes its time; what takes longer would keep a box from ever going down. */
const longestMs = 600_000;

/**
 * What Compose runs in a container before it stops it, one after the other. Each that fails is told, and stops neither
 * the others nor the stopping; a container that has ended meanwhile has nothing left to put in order.
 */
export async function runPreStop(
  { engine }: Pick<World, "engine">,
  containerId: string,
  hooks: readonly ServiceHook[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const hook of hooks) {
    if (signal.aborted) break;
    const answer = await engine.exec({ ...hookRequest(hook), containerId, timeoutMs: longestMs, signal });
    const failure = answer.kind === "failed" ? engineFailure(answer.error) : resultFailure(answer.value);
    if (failure !== undefined && !signal.aborted)
      failures.push(`pre_stop: ${hook.command.join(" ")}: ${failure}`);
  }
  return failures;
}

function hookRequest({ command, user, privileged, workingDirectory, environment }: ServiceHook) {
  return {
    command,
    privileged,
    environment,
    ...(user === undefined ? {} : { user }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  };
}

function engineFailure(failure: EngineFailure): string | undefined {
  const isGone = failure.kind === "not-found" || (failure.kind === "refused" && failure.status === 409);
  return isGone ? undefined : failure.message;
}

function resultFailure(result: ExecResult): string | undefined {
  if (result.kind === "timed-out") return "it has not ended in ten minutes";
  if (result.exitCode === 0) return undefined;
  const said = `${result.stderr}\n${result.stdout}`.trim().split("\n").at(-1) ?? "";
  return `it ended with ${String(result.exitCode)}${said === "" ? "" : `: ${said}`}`;
}
