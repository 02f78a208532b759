import type { Dependency, Service } from "../../environment/model.ts";
import { standingOf } from "../service-result.ts";
import type { ServiceStatus } from "../service-result.ts";

export type StartDecision =
  | { readonly kind: "start" }
  | { readonly kind: "wait"; readonly for: readonly string[] }
  | { readonly kind: "skip"; readonly because: string };

/** Where each service of the run stands, and which of them are optional. */
export interface Board {
  status(service: string): ServiceStatus | undefined;
  isOptional(service: string): boolean;
}

/** Whether a service may start now: the moment each dependency meets the condition it was declared with. */
export function decideStart(service: Service, board: Board): StartDecision {
  const awaited: string[] = [];
  for (const dependency of service.dependencies) {
    const answer = judgeDependency(dependency, board);
    if (answer === "unmeetable") return { kind: "skip", because: dependency.service };
    if (answer === "open") awaited.push(dependency.service);
  }
  return awaited.length === 0 ? { kind: "start" } : { kind: "wait", for: awaited };
}

function judgeDependency(dependency: Dependency, board: Board): "met" | "open" | "unmeetable" {
  const status = board.status(dependency.service);
  // not part of this run: another profile, or `required: false` and absent
  if (status === undefined) return "met";
  const answer = judgeCondition(dependency, status);
  const mayFail = !dependency.required || board.isOptional(dependency.service);
  // it is waited for as long as it can still come; that it cannot stops nobody
  return answer === "unmeetable" && mayFail ? "met" : answer;
}

function judgeCondition(dependency: Dependency, status: ServiceStatus): "met" | "open" | "unmeetable" {
  if (status.kind === "skipped" || status.kind === "not-started") return "unmeetable";
  const standing = standingOf(status);
  switch (dependency.condition) {
    case "service_started":
      return status.kind === "started" || status.kind === "done-before" ? "met" : "open";
    case "service_healthy":
      if (standing.kind === "failed") return "unmeetable";
      return standing.kind === "waiting" ? "open" : "met";
    case "service_completed_successfully":
      if (standing.kind === "failed") return "unmeetable";
      return standing.kind === "completed" ? "met" : "open";
  }
}
