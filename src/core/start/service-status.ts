import type { PlannedService } from "../plan/plan.ts";
import type { Judged } from "../proof/container-watch.ts";
import type { FailureReason } from "../proof/state.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";

/** Where a service stands in this run. */
export type ServiceStatus =
  /** Its dependencies are not met yet. */
  | { readonly kind: "pending" }
  /** The engine or Compose was told to start it and has not answered yet. */
  | { readonly kind: "starting" }
  /** Its containers run, or ran: one judgement a replica; undefined until its watch has looked. */
  | { readonly kind: "started"; readonly replicas: readonly (Judged | undefined)[] }
  | { readonly kind: "not-started"; readonly reason: FailureReason }
  /** A one-shot of an earlier run. */
  | { readonly kind: "done-before" }
  | { readonly kind: "skipped"; readonly because: string };

/** What the replicas' verdicts come to together: as good as the worst of them. */
export type Standing =
  | { readonly kind: "waiting" }
  | { readonly kind: "proven" }
  | { readonly kind: "ready" }
  | { readonly kind: "completed" }
  | { readonly kind: "unproven" }
  | { readonly kind: "failed"; readonly reason: FailureReason }
  | { readonly kind: "skipped"; readonly because: string };

export function standingOf(status: ServiceStatus): Standing {
  switch (status.kind) {
    case "pending":
    case "starting":
      return { kind: "waiting" };
    case "done-before":
      return { kind: "completed" };
    case "not-started":
      return { kind: "failed", reason: status.reason };
    case "skipped":
      return status;
    case "started":
      return worst(status.replicas);
  }
}

function worst(replicas: readonly (Judged | undefined)[]): Standing {
  const verdicts = replicas.map((judged) => judged?.verdict);
  for (const verdict of verdicts) if (verdict?.kind === "failed") return verdict;
  const has = (kind: string): boolean => verdicts.some((verdict) => verdict?.kind === kind);
  if (verdicts.includes(undefined) || has("waiting")) return { kind: "waiting" };
  if (has("proven")) return { kind: "proven" };
  if (has("unproven")) return { kind: "unproven" };
  return has("ready") ? { kind: "ready" } : { kind: "completed" };
}

/** Nothing more is to be waited for. */
export function isSettled(standing: Standing): boolean {
  return standing.kind !== "waiting" && standing.kind !== "proven";
}

/** In what others wait for: how often a container was asked meanwhile is not. */
export function standsElsewhere(before: ServiceStatus, after: ServiceStatus): boolean {
  return before.kind !== after.kind || standingOf(before).kind !== standingOf(after).kind;
}

/** All that the run knows of one service. */
export interface ServiceRecord {
  readonly planned: PlannedService;
  readonly status: ServiceStatus;
  /** `clock.elapsedMs()` when the engine had started it; undefined before. */
  readonly startedMs: number | undefined;
  /** When it was told to. */
  readonly begunMs: number | undefined;
  readonly containers: readonly ContainerDetail[];
}
