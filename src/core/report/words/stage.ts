import type { ServiceStory, Stage } from "../run/service-story.ts";
import { describeFailure } from "./failure.ts";
import type { Target } from "./commands.ts";
import { roughDuration } from "./duration.ts";
import { listing } from "./lists.ts";
import { explainState } from "./state.ts";

/** One word for where a service is. */
export function stageWord({ stage, isKept }: ServiceStory): string {
  switch (stage.kind) {
    case "planned":
    case "created":
    case "waiting":
    case "proven":
      return stage.kind;
    case "starting":
      return isKept ? "checking" : "starting";
    case "settled":
      return stage.state;
  }
}

/** What a service waits for, or what came of it; empty where its word says all. */
export function stageHint(service: ServiceStory, nowMs: number, target: Target): string {
  const { stage } = service;
  switch (stage.kind) {
    case "planned":
    case "created":
      return "";
    case "waiting":
      return `for ${listing(stage.for, 4)}`;
    case "starting":
      return withRestarts(service, startingHint(stage, nowMs));
    case "proven":
      return "answers; must stay up a moment";
    case "settled":
      return settledHint(service, stage, target);
  }
}

function startingHint(stage: Extract<Stage, { readonly kind: "starting" }>, nowMs: number): string {
  if (stage.phase !== undefined) return `${stage.phase.name}${timeLeft(stage.phase.endMs, nowMs)}`;
  return stage.awaiting === undefined ? "" : `awaiting ${stage.awaiting}`;
}

/** An estimate that has run out is not stretched: it says that this start is slower than the earlier ones. */
function timeLeft(endMs: number | undefined, nowMs: number): string {
  if (endMs === undefined) return "";
  return endMs > nowMs ? `, about ${roughDuration(endMs - nowMs)} left` : ", longer than usual";
}

function settledHint(
  service: ServiceStory,
  stage: Extract<Stage, { readonly kind: "settled" }>,
  target: Target,
): string {
  switch (stage.state) {
    case "ready":
    case "completed":
      return withRestarts(service, "");
    case "unproven":
    case "starting":
      return stage.detail || explainState(stage.state);
    case "skipped":
      return stage.because === undefined ? "" : `needs ${stage.because}`;
    case "degraded":
    case "failed":
      return stage.reason === undefined
        ? stage.detail
        : describeFailure(stage.reason, service.name, target).what;
  }
}

function withRestarts({ restarts }: ServiceStory, hint: string): string {
  if (restarts === 0) return hint;
  const told = restarts === 1 ? "restarted once" : `restarted ${restarts} times`;
  return hint === "" ? told : `${hint}; ${told}`;
}
