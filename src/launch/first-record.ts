import type { PlannedService } from "../plan/plan.ts";
import type { FailureReason } from "../service/state.ts";
import type { ServiceRecord, ServiceStatus } from "./service-status.ts";

/** A service before anything of its start was done; `reason`: why it is known already that it cannot start. */
export function firstRecord(planned: PlannedService, reason: FailureReason | undefined): ServiceRecord {
  const status: ServiceStatus = reason === undefined ? firstStatus(planned) : { kind: "not-started", reason };
  return { planned, status, startedMs: undefined, begunMs: undefined, containers: [] };
}

function firstStatus({ action }: PlannedService): ServiceStatus {
  return action.kind === "done" ? { kind: "done-before" } : { kind: "pending" };
}
