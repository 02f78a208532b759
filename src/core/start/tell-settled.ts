import type { Tell } from "../events/event.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { finalStanding, serviceResult, type EndOfRun } from "./service-result.ts";
import type { ServiceRecord } from "./service-status.ts";

/** Tells how a service ended, as far as the end of the run decides it. */
export function tellSettled(record: ServiceRecord, end: EndOfRun, context: LaunchContext): void {
  const standing = finalStanding(record, end, context);
  const row = serviceResult(record, end, context);
  context.tell({
    type: "service-settled",
    service: row.name,
    state: row.state,
    readyMs: row.readyMs ?? undefined,
    restarts: row.restarts,
    reason: standing.kind === "failed" ? standing.reason : undefined,
    detail: row.reason ?? "",
    ...(standing.kind === "skipped" && standing.because !== "" ? { because: standing.because } : {}),
    ...(record.status.kind === "done-before" ? { doneBefore: true as const } : {}),
  });
}

/** Services settle while others still start, and all are told of at the end: the same is not said twice. */
export function settledOnce(tell: Tell): Tell {
  const told = new Map<string, string>();
  return (happening) => {
    if (happening.type === "service-settled") {
      const said = JSON.stringify(happening);
      if (told.get(happening.service) === said) return;
      told.set(happening.service, said);
    }
    tell(happening);
  };
}
