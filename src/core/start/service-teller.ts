import { readyAfterMs, restartsOf } from "../proof/container-facts.ts";
import type { Judged } from "../proof/container-watch.ts";
import type { Happening, Tell } from "../events/event.ts";
import { standingOf } from "./service-status.ts";
import type { ServiceRecord } from "./service-status.ts";

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
