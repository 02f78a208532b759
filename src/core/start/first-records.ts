import type { PlannedService } from "../plan/plan.ts";
import type { FailureReason } from "../proof/state.ts";
import type { ServiceRecord, ServiceStatus } from "./service-result.ts";

/** Each service before anything of its start was done; `unstartable`: those of which it is known that they cannot start. */
export function firstRecords(
  services: readonly PlannedService[],
  unstartable: ReadonlyMap<string, FailureReason>,
): Map<string, ServiceRecord> {
  const records = services.map((planned): readonly [string, ServiceRecord] => {
    const { name } = planned.service;
    const reason = unstartable.get(name);
    const status: ServiceStatus =
      reason === undefined ? firstStatus(planned) : { kind: "not-started", reason };
    return [name, { planned, status, startedMs: undefined, begunMs: undefined, containers: [] }];
  });
  return new Map(records);
}

function firstStatus({ action }: PlannedService): ServiceStatus {
  return action.kind === "done" ? { kind: "done-before" } : { kind: "pending" };
}
