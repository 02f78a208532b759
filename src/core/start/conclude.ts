import type { Result, ServiceResult } from "../events/event.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { exitCodeOf } from "../events/outcome.ts";
import type { Outcome } from "../events/outcome.ts";
import type { ContainerFacts } from "../proof/container-facts.ts";
import { finalStanding, serviceResult } from "./service-result.ts";
import type { EndOfRun, ServiceRecord, Standing } from "./service-result.ts";
import { tellSettled } from "./service-teller.ts";
import type { LogLine } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

export interface Conclusion {
  readonly outcome: Outcome;
  readonly result: Omit<
    Result,
    "warnings" | "dropped" | "secretsAt" | "message" | "fix" | "totalMs" | "lostMs"
  >;
}

const tailLines = 15;
const logPatienceMs = 10_000;
const interruptedPatienceMs = 300;

/** What came of a run: each service's row, the log of what failed first, the critical path, and the ending. */
export async function conclude(
  records: ReadonlyMap<string, ServiceRecord>,
  end: EndOfRun,
  context: LaunchContext,
  beganMs: { readonly run: number; readonly imagesMs: number },
): Promise<Conclusion> {
  const all = [...records.values()];
  const standings = new Map(
    all.map((record) => [record.planned.service.name, finalStanding(record, end, context)]),
  );
  const rows = await Promise.all(
    all.map((record) => withEvidence(serviceResult(record, end, context), record, standings, context)),
  );
  for (const record of all) tellSettled(record, end, context);
  const outcome = foundFailing(all, standings) ?? outcomeOf(rows, standings, end, context);
  const path = criticalPath(all.flatMap((record) => stretchOf(record, beganMs.run)));
  const { plan } = context;
  return {
    outcome,
    result: {
      type: "result",
      ok: outcome.kind === "done",
      exitCode: exitCodeOf(outcome),
      services: rows,
      criticalPath: path.services,
      criticalMs: Math.round(path.ownMs + beganMs.imagesMs),
      environment: plan.environment.name,
      project: plan.project.name,
      rehearsal: plan.project.name !== plan.environment.project.name,
    },
  };
}

/** A root cause carries the end of its log and the names of those that were skipped for it. */
async function withEvidence(
  row: ServiceResult,
  record: ServiceRecord,
  standings: ReadonlyMap<string, Standing>,
  { world, words }: LaunchContext,
): Promise<ServiceResult> {
  const standing = standings.get(row.name);
  if (standing?.kind !== "failed") return row;
  const blocks = [...standings].filter(
    ([, standing]) => standing.kind === "skipped" && leadsTo(standing.because, row.name, standings),
  );
  const container = record.containers[failedReplica(record)];
  const log = container === undefined ? undefined : await lastLines(container.id, world);
  const logTail = log?.map((line) => line.text) ?? [];
  const { fix } = words.failure(standing.reason, row.name, log?.length === 0);
  return { ...row, fix, blocks: blocks.map(([name]) => name), logTail };
}

function failedReplica({ status }: ServiceRecord): number {
  const failed =
    status.kind === "started" ? status.replicas.findIndex((each) => each?.verdict.kind === "failed") : 0;
  return Math.max(0, failed);
}

/** Who has pressed Ctrl-C does not wait for an engine that is slow to answer; undefined where it does not. */
async function lastLines(
  id: string,
  { engine, clock, terminal }: World,
): Promise<readonly LogLine[] | undefined> {
  const patience = new AbortController();
  const given = terminal.interrupted.aborted ? interruptedPatienceMs : logPatienceMs;
  const answer = await Promise.race([
    engine.logs(id, { tail: tailLines }),
    clock.sleep(given, patience.signal),
  ]);
  patience.abort();
  return answer?.kind === "ok" ? answer.value : undefined;
}

function leadsTo(because: string, cause: string, standings: ReadonlyMap<string, Standing>): boolean {
  if (because === cause) return true;
  const next = standings.get(because);
  return next?.kind === "skipped" && next.because !== because && leadsTo(next.because, cause, standings);
}

/** By the convention of test runners, 1 says that tests failed; anything above, that they could not be run. */
const testsFailedCode = 1;

/** The ending of a run whose only failures are those that its tests found. */
function foundFailing(
  records: readonly ServiceRecord[],
  standings: ReadonlyMap<string, Standing>,
): Outcome | undefined {
  const failed = records.flatMap(({ planned: { service } }) => {
    const standing = standings.get(service.name);
    return standing?.kind === "failed" && !service.extras.optional ? [{ service, standing }] : [];
  });
  const found = failed.every(
    ({ service, standing: { reason } }) =>
      service.extras.kind === "test-run" && reason.kind === "exited" && reason.exitCode === testsFailedCode,
  );
  return failed.length > 0 && found ? { kind: "tests-failed", failed: failed.length } : undefined;
}

function outcomeOf(
  rows: readonly ServiceResult[],
  standings: ReadonlyMap<string, Standing>,
  end: EndOfRun,
  { world, options }: LaunchContext,
): Outcome {
  if (end === "interrupted") {
    return {
      kind: "interrupted",
      signal: world.terminal.interrupted.reason === "SIGTERM" ? "SIGTERM" : "SIGINT",
    };
  }
  const failed = rows.filter((row) => row.state === "failed");
  const timedOut = failed.filter(({ name }) => {
    const standing = standings.get(name);
    return standing?.kind === "failed" && standing.reason.kind === "timed-out";
  });
  if (failed.length > timedOut.length)
    return { kind: "start-failed", services: failed.map(({ name }) => name) };
  if (timedOut.length > 0 || end === "out-of-time")
    return { kind: "timed-out", services: timedOut.map(({ name }) => name) };
  const degraded = rows.filter((row) => row.state === "degraded");
  if (degraded.length > 0) return { kind: "degraded", services: degraded.map(({ name }) => name) };
  const unproven = rows.filter((row) => row.state === "unproven");
  if (options.strict && options.wait && unproven.length > 0) {
    return { kind: "unproven-refused", services: unproven.map(({ name }) => name) };
  }
  return { kind: "done" };
}

function stretchOf(record: ServiceRecord, runBeganMs: number): readonly Stretch[] {
  if (record.status.kind !== "started" || record.begunMs === undefined) return [];
  const proofs = record.status.replicas.flatMap((replica) =>
    replica === undefined ? [] : (doneAtMs(replica.facts) ?? []),
  );
  const { service } = record.planned;
  return [
    {
      name: service.name,
      begunMs: record.begunMs - runBeganMs,
      startedMs: (record.startedMs ?? record.begunMs) - runBeganMs,
      provenMs: proofs.length === 0 ? undefined : Math.max(...proofs) - runBeganMs,
      waitedFor: service.dependencies.map((dependency) => ({
        name: dependency.service,
        until: dependency.condition === "service_started" ? "started" : "proven",
      })),
    },
  ];
}

/** When it was proven, or, of a one-shot, when it had done its work. */
function doneAtMs({ proven, running, exits, startedMs }: ContainerFacts): number | undefined {
  if (proven !== undefined) return proven.atMs;
  const exit = exits.at(-1);
  return running || exit?.code !== 0 ? undefined : startedMs + exit.livedMs;
}

/** One service's part in a start, in milliseconds since the run began. */
interface Stretch {
  readonly name: string;
  /** When the engine was told to start it, or, if it ran already, when it was first looked at. */
  readonly begunMs: number;
  /** When its container ran. */
  readonly startedMs: number;
  /** When it was proven, or had done its work; undefined where nothing says that it works. */
  readonly provenMs: number | undefined;
  /** What it waited for, and whether a start was enough or a proof was needed. */
  readonly waitedFor: readonly { readonly name: string; readonly until: "started" | "proven" }[];
}

interface CriticalPath {
  readonly services: readonly string[];
  /** The services' own times along it, the engine's time to start each included. */
  readonly ownMs: number;
}

interface Link {
  readonly stretch: Stretch;
  /** When whoever waited could go on. */
  readonly metMs: number;
}

/** The chain that made the start as long as it was: from the last one proven back over whoever it waited for last. */
export function criticalPath(stretches: readonly Stretch[]): CriticalPath {
  const byName = new Map(stretches.map((stretch) => [stretch.name, stretch]));
  const path: Link[] = [];
  let link = last(
    stretches.flatMap((stretch) =>
      stretch.provenMs === undefined ? [] : [{ stretch, metMs: stretch.provenMs }],
    ),
  );
  while (link !== undefined && !path.some(({ stretch }) => stretch === link?.stretch)) {
    path.unshift(link);
    link = last(
      link.stretch.waitedFor.flatMap(({ name, until }) => {
        const stretch = byName.get(name);
        return stretch === undefined ? [] : [{ stretch, metMs: metMs(stretch, until) }];
      }),
    );
  }
  return {
    services: path.map(({ stretch }) => stretch.name),
    ownMs: path.reduce((sum, { stretch, metMs }) => sum + Math.max(0, metMs - stretch.begunMs), 0),
  };
}

function metMs({ startedMs, provenMs }: Stretch, until: "started" | "proven"): number {
  return until === "proven" ? (provenMs ?? startedMs) : startedMs;
}

function last(links: readonly Link[]): Link | undefined {
  return links.reduce<Link | undefined>(
    (latest, link) => (latest === undefined || link.metMs > latest.metMs ? link : latest),
    undefined,
  );
}
