import type { Service } from "../environment/model.ts";
import type { ServiceResult } from "../events/event.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import type { PlannedService } from "../plan/plan.ts";
import { readyAfterMs, restartsOf } from "../proof/container-facts.ts";
import type { Judged } from "../proof/container-watch.ts";
import { vacuousCheckOf } from "../proof/probes/probes-of.ts";
import type { FailureReason, ServiceState } from "../proof/state.ts";
import { quietForMs } from "./watched-service.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";

/** How the run ended, as far as one service's row is concerned. */
export type EndOfRun = "settled" | "interrupted" | "out-of-time" | "engine-lost";

/** One row of the result: the state in the contract's words, and why. */
export function serviceResult(record: ServiceRecord, end: EndOfRun, context: LaunchContext): ServiceResult {
  const { service } = record.planned;
  const standing = finalStanding(record, end, context);
  const said = explain(standing, record, { end, context });
  return {
    name: service.name,
    display: service.extras.display ?? service.name,
    state: stateOf(standing, service),
    readyMs: readyMs(record) ?? null,
    restarts: allRestarts(record),
    url: urlOf(service, record.containers, answering(record)) ?? null,
    reason: said?.what ?? null,
    fix: said?.fix ?? "",
    logTail: [],
    blocks: [],
  };
}

/** What was still open when the run ended is judged by how it ended. */
export function finalStanding(record: ServiceRecord, end: EndOfRun, context: LaunchContext): Standing {
  const standing = standingOf(record.status);
  if (standing.kind === "proven") return { kind: "ready" };
  if (standing.kind !== "waiting") return standing;
  if (record.status.kind === "pending" && end !== "settled") return { kind: "skipped", because: "" };
  switch (end) {
    case "settled":
      return record.planned.service.extras.optional ? standing : { kind: "unproven" };
    case "interrupted":
      return { kind: "unproven" };
    case "engine-lost":
      return { kind: "failed", reason: { kind: "engine-lost", message: "the engine stopped answering" } };
    case "out-of-time":
      return { kind: "failed", reason: outOfTime(record, context) };
  }
}

function outOfTime(record: ServiceRecord, { options, world }: LaunchContext): FailureReason {
  const facts =
    record.status.kind === "started"
      ? record.status.replicas.find((replica) => replica !== undefined)?.facts
      : undefined;
  const movedAgoMs = facts === undefined ? 0 : world.clock.elapsedMs() - facts.advancedMs;
  if (facts?.outOfMemory === true)
    return { kind: "out-of-memory", limitBytes: record.planned.service.memoryLimitBytes };
  return {
    kind: "timed-out",
    afterMs: options.timeoutMs ?? 0,
    progress: movedAgoMs < quietForMs(record.planned.service) ? "progressing" : "stuck",
    phase: facts?.phase,
    awaiting: facts?.awaiting ?? "its dependencies",
    lastAnswer: facts?.checkOutput ?? "",
    ofRun: true,
  };
}

/** An optional service that failed degrades the environment, whatever the reason; one that may still come does not. */
function stateOf(standing: Standing, service: Service): ServiceState {
  switch (standing.kind) {
    case "ready":
    case "proven":
      return "ready";
    case "completed":
      return "completed";
    case "unproven":
      return "unproven";
    case "waiting":
      return "starting";
    case "skipped":
      return service.extras.optional ? "degraded" : "skipped";
    case "failed":
      return service.extras.optional ? "degraded" : "failed";
  }
}

function explain(
  standing: Standing,
  { planned, status, containers }: ServiceRecord,
  { end, context }: { readonly end: EndOfRun; readonly context: LaunchContext },
): { what: string; fix: string } | undefined {
  const { words } = context;
  if (standing.kind === "failed") return words.failure(standing.reason, planned.service.name);
  if (standing.kind === "skipped") return { what: words.skipped(standing.because), fix: "" };
  if (standing.kind === "waiting") return { what: words.notWaitedFor(awaitedOf(status)), fix: "" };
  if (standing.kind !== "unproven") return undefined;
  const notAwaited = end === "interrupted" || !context.options.wait;
  if (notAwaited && !isSettled(standingOf(status)))
    return { what: words.stillStarting(awaitedOf(status)), fix: "" };
  const ports = closedHintsOf(status);
  if (ports !== undefined) return { what: words.opensNoPort(ports), fix: "" };
  const check = containers.map(vacuousCheckOf).find((each) => each !== undefined);
  return check === undefined ? undefined : { what: words.vacuousCheck(check), fix: "" };
}

function awaitedOf(status: ServiceRecord["status"]): string {
  if (status.kind !== "started") return "";
  return status.replicas.find((replica) => replica !== undefined)?.facts.awaiting ?? "";
}

function closedHintsOf(status: ServiceRecord["status"]): readonly number[] | undefined {
  if (status.kind !== "started") return undefined;
  return status.replicas.map((replica) => replica?.facts.closedHints).find((ports) => ports !== undefined);
}

/** From the start of the last run of its slowest replica to its proof. */
function readyMs(record: ServiceRecord): number | undefined {
  if (record.status.kind !== "started") return undefined;
  const times = record.status.replicas.flatMap((replica) =>
    replica === undefined ? [] : (readyAfterMs(replica.facts) ?? []),
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

function allRestarts(record: ServiceRecord): number {
  if (record.status.kind !== "started") return 0;
  return record.status.replicas.reduce(
    (sum, replica) => sum + (replica === undefined ? 0 : restartsOf(replica.facts)),
    0,
  );
}

/** The port of its containers that something was found behind. */
function answering({ status }: ServiceRecord): number | undefined {
  if (status.kind !== "started") return undefined;
  return status.replicas.map((replica) => replica?.facts.proven?.port).find((port) => port !== undefined);
}

/** What a person opens, at the ports that the containers have; before they are started, at those of the model. */
export function urlOf(
  service: Pick<Service, "ports" | "extras">,
  containers: readonly ContainerDetail[],
  answering?: number,
): string | undefined {
  return urlAt(service, containers, answering) ?? plannedUrl(service, answering);
}

/** What can be opened now, the port that answered before all others: nothing where nothing is published, as of all that is stopped. */
export function urlAt(
  service: Pick<Service, "ports" | "extras"> | undefined,
  containers: readonly Pick<ContainerDetail, "ports">[],
  answering?: number,
): string | undefined {
  const published = containers.flatMap(({ ports }) => ports.filter(({ protocol }) => protocol === "tcp"));
  const page = service?.extras.url;
  // then in the order in which they are written
  const written = (service?.ports ?? []).map(({ container }) => container);
  const wanted =
    page === undefined ? [...(answering === undefined ? [] : [answering]), ...written] : [page.port];
  const found = wanted.flatMap(
    (port) => published.find(({ containerPort }) => containerPort === port) ?? [],
  )[0];
  const open = found ?? (page === undefined ? published[0] : undefined);
  return open === undefined ? undefined : shownUrl(page, open.hostAddress, open.hostPort);
}

function plannedUrl(
  { ports, extras: { url: page } }: Pick<Service, "ports" | "extras">,
  answering: number | undefined,
): string | undefined {
  const published = ports.filter(({ protocol }) => protocol === "tcp");
  const best = published.find(({ container }) => container === (page?.port ?? answering));
  const port = best ?? (page === undefined ? published[0] : undefined);
  return port?.host === undefined ? undefined : shownUrl(page, port.address, port.host);
}

function shownUrl(page: Service["extras"]["url"], address: string, port: number): string {
  if (page === undefined) return `${shownHost(address)}:${String(port)}`;
  const usual = page.scheme === "https" ? 443 : 80;
  return `${page.scheme}://${shownHost(address)}${port === usual ? "" : `:${String(port)}`}${page.path}`;
}

function shownHost(address: string): string {
  return ["", "0.0.0.0", "::", "127.0.0.1", "::1"].includes(address) ? "localhost" : address;
}

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

/** Where a service stands: of several containers, as the worst of them. */
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
