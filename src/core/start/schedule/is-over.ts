import { isSettled, standingOf } from "../service-status.ts";
import type { ServiceRecord } from "../service-status.ts";

/** Optional services hold nothing up: the run is over when all others have settled, or, unwaited for, have begun. */
export function isOver(records: Iterable<ServiceRecord>, isWaitedFor: boolean): boolean {
  for (const record of records) if (isAwaited(record, isWaitedFor)) return false;
  return true;
}

function isAwaited({ planned, status }: ServiceRecord, isWaitedFor: boolean): boolean {
  const isBegun = status.kind !== "pending" && status.kind !== "starting";
  if (!isWaitedFor || planned.service.extras.optional) return !isBegun;
  return !isSettled(standingOf(status));
}
