import type { Service } from "../environment/model.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { besideRecreated } from "../plan/dependencies-beside.ts";
import { existingContainers } from "../plan/decide.ts";
import type { PlannedService } from "../plan/plan.ts";
import { justStarted } from "../proof/backoff.ts";
import type { FailureReason } from "../proof/state.ts";
import type { ProcessResult } from "../../world/processes/processes.ts";
import { classifyRefusal } from "./start-refusal.ts";
import type { Container, ContainerDetail } from "../../world/engine/container.ts";
import type { EngineAnswer, EngineFailure } from "../../world/engine/engine.ts";
import type { Result } from "../../world/result.ts";
import type { World } from "../../world/world.ts";

export type StartAnswer = Result<readonly ContainerDetail[], FailureReason>;

/**
 * Starts the containers of one service: over the engine, at once and all together, where they are as the model wants
 * them; by Compose where they changed or where only Compose can (it injects files and runs hooks).
 */
export async function startService(
  planned: PlannedService,
  made: readonly ContainerDetail[],
  context: LaunchContext,
): Promise<StartAnswer> {
  const { service, action } = planned;
  switch (action.kind) {
    case "keep":
      return { kind: "ok", value: action.containers };
    case "done":
      return { kind: "ok", value: [] };
    case "recreate":
      context.tell({ type: "service-recreated", service: service.name, why: action.why });
      return recreate(service, context);
    case "create":
      return service.needsComposeToStart ? startByCompose(service.name, context) : startAll(made, context);
    case "start":
      return service.needsComposeToStart
        ? startByCompose(service.name, context)
        : startAll(action.containers, context);
  }
}

async function startAll(
  containers: readonly ContainerDetail[],
  { world, signal }: LaunchContext,
): Promise<StartAnswer> {
  if (containers.length === 0) return refused({ kind: "disappeared" });
  const idle = containers.filter((container) => container.state !== "running");
  const answers = await Promise.all(
    idle.map(async ({ id, state }) => ({
      id,
      answer: await (state === "paused"
        ? world.engine.unpause(id)
        : askPatiently(world, signal, async () => world.engine.start(id))),
    })),
  );
  for (const { id, answer } of answers)
    if (answer.kind === "failed") return refused(startFailure(answer.error, id));
  return { kind: "ok", value: containers };
}

/** What is not found may be another container too, of whose network it was to be. */
export function startFailure(failure: EngineFailure, containerId: string): FailureReason {
  if (failure.kind === "unreachable") return { kind: "engine-lost", message: failure.message };
  return failure.kind === "not-found" && failure.message.includes(containerId)
    ? { kind: "disappeared" }
    : classifyRefusal(failure.message);
}

/** In two steps: what Compose is told to start it starts, a one-shot that is done included, and it is told of more than this service. */
async function recreate(service: Service, context: LaunchContext): Promise<StartAnswer> {
  const { world, plan, signal } = context;
  const beside = await besideRecreated(world, plan, service.name, signal);
  const answer = await world.compose.recreate(plan.project, [service.name], signal, beside);
  const made = await containersAfter(answer, service.name, context);
  if (made.kind === "failed" || service.replicas === 0) return made;
  return service.needsComposeToStart ? startByCompose(service.name, context) : startAll(made.value, context);
}

async function startByCompose(service: string, context: LaunchContext): Promise<StartAnswer> {
  const { world, plan, signal } = context;
  const answer = await world.compose.start(plan.project, [service], signal);
  const started = await containersAfter(answer, service, context);
  return started.kind === "failed" ? started : { kind: "ok", value: started.value.map(justStarted) };
}

/** A service's containers as Compose leaves them. */
async function containersAfter(
  answer: ProcessResult,
  service: string,
  { world, plan, signal }: LaunchContext,
): Promise<StartAnswer> {
  if (answer.kind !== "exited")
    return refused({ kind: "not-started", message: `docker compose up: ${answer.kind}` });
  if (answer.exitCode !== 0) return refused(classifyRefusal(lastWords(answer.stderr)));
  const existing = await askPatiently(world, signal, async () =>
    existingContainers(world, plan.project.name),
  );
  if (existing.kind === "failed") return refused({ kind: "engine-lost", message: existing.error.message });
  return { kind: "ok", value: existing.value.get(service) ?? [] };
}

/** Compose reports its progress on stderr too; the complaint comes last. */
export function lastWords(stderr: string): string {
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "");
  const complaints = lines.filter((line) => /error|failed|cannot|no such|denied|invalid/iu.test(line));
  return (complaints.at(-1) ?? lines.at(-1) ?? "").trim();
}

function refused(reason: FailureReason): StartAnswer {
  return { kind: "failed", error: reason };
}

/** It holds its ports and writes to its volumes, or does so again in a moment. */
export function isAlive({ state }: Pick<Container, "state">): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}

/** How long an engine may stay away before its services are given up: a restart of it takes some seconds. */
export const enginePatienceMs = 30_000;

const askAgainAfterMs = 200;

/**
 * Asks again while nobody answers: an engine that is being restarted has not refused anything. Only for what may be
 * asked twice.
 */
export async function askPatiently<T>(
  { clock }: World,
  signal: AbortSignal,
  ask: () => Promise<EngineAnswer<T>>,
): Promise<EngineAnswer<T>> {
  const givenUpMs = clock.elapsedMs() + enginePatienceMs;
  for (;;) {
    const answer = await ask();
    const isAway = answer.kind === "failed" && answer.error.kind === "unreachable";
    if (!isAway || signal.aborted || clock.elapsedMs() >= givenUpMs) return answer;
    await clock.sleep(askAgainAfterMs, signal);
  }
}
