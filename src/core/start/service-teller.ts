import type { Happening, Tell } from "../events/event.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { readyAfterMs, restartsOf } from "../proof/container-facts.ts";
import type { Judged } from "../proof/container-watch.ts";
import { vacuousCheckOf } from "../proof/probes/probes-of.ts";
import { finalStanding, serviceResult, standingOf } from "./service-result.ts";
import type { EndOfRun, ServiceRecord } from "./service-result.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";

/** Tells of services what is new, once each. */
export class ServiceTeller {
  readonly #tell: Tell;
  readonly #told = new Map<string, string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  waiting(service: string, awaited: readonly string[]): void {
    this.#once(`${service} waits`, { type: "service-waiting", service, for: awaited });
  }

  started(service: string, replicas: number, kept: boolean): void {
    if (kept) this.#tell({ type: "service-kept", service });
    else
      for (let replica = 1; replica <= replicas; replica += 1)
        this.#tell({ type: "service-started", service, replica });
  }

  judged(
    service: string,
    { facts, verdict }: Judged,
    record: ServiceRecord | undefined,
    etaMs?: number,
  ): void {
    const restarts = restartsOf(facts);
    if (restarts > 0 && facts.exits.length > 0) {
      const exitCode = facts.exits.at(-1)?.code ?? 0;
      this.#once(`${service} restarts`, { type: "service-restarted", service, exitCode, restarts });
    }
    if (verdict.kind === "waiting")
      this.#once(`${service} awaits`, { type: "service-awaiting", service, what: facts.awaiting });
    if (facts.phase !== undefined && facts.proven === undefined) {
      const left = etaMs === undefined ? {} : { etaMs };
      this.#once(`${service} phase`, { type: "service-phase", service, phase: facts.phase, ...left });
    }
    const standing = record === undefined ? undefined : standingOf(record.status).kind;
    if (facts.proven !== undefined && (standing === "proven" || standing === "ready")) {
      const readyMs = readyAfterMs(facts) ?? 0;
      this.#once(
        `${service} proven`,
        { type: "service-proven", service, readyMs, proof: facts.proven.by },
        "once",
      );
    }
  }

  /** Said again only when it has changed; `once`: never again. */
  #once(topic: string, happening: Happening, how: "changed" | "once" = "changed"): void {
    const wording = how === "once" ? "said" : JSON.stringify(happening);
    if (this.#told.get(topic) === wording) return;
    this.#told.set(topic, wording);
    this.#tell(happening);
  }
}

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

/** A health check that cannot fail counts as none, and whoever wrote it should know. */
export function noticeVacuousCheck(
  service: string,
  containers: readonly ContainerDetail[],
  { tell, words }: LaunchContext,
): void {
  const check = containers.map(vacuousCheckOf).find((each) => each !== undefined);
  if (check !== undefined) tell({ type: "notice", text: `${service} ${words.vacuousCheck(check)}` });
}
