import { isSettled, standingOf } from "./service-status.ts";
import type { ServiceRecord } from "./service-status.ts";

/** Optional services hold nothing up: the run is over when all others have settled, or, unwaited for, have begun. */
export function isOver(records: Iterable<ServiceRecord>, isWaitedFor: boolean): boolean {
  return [...records].every(({ planned, status }) => {
    const isBegun = status.kind !== "pending" && status.kind !== "starting";
    if (!isWaitedFor) return isBegun;
    return isSettled(standingOf(status)) || (planned.service.extras.optional && isBegun);
  });
}
