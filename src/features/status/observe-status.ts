import { opensNoPort } from "../../core/report/words/launch-words.ts";
import { composeLabels, isBesideService } from "../../world/compose/labels.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { Gpu } from "../../core/preflight/gpu/gpu-report.ts";
import { gpusOf } from "./gpus-of.ts";
import type { Model, Service } from "../../core/environment/model.ts";
import { isOneShot } from "../../core/environment/one-shot.ts";
import { observeNow } from "../../core/proof/observe-now.ts";
import type { Observed } from "../../core/proof/observe-now.ts";
import type { WatchedService } from "../../core/proof/watched-facts.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import {
  finishRestore,
  isHalfDone,
  readRestoreJournal,
  restoreStanding,
} from "../backup/restore/restore-journal.ts";
import type { RestoreJournal } from "../backup/restore/restore-journal.ts";
import { environmentState } from "./environment-status.ts";
import type { EnvironmentStatus, ServiceStatusRow, UnfinishedRestore } from "./environment-status.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import { engineProblem } from "../../core/ownership/running-project.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import { answerByMs, withinSeconds } from "./patience.ts";
import type { Patience } from "./patience.ts";
import { recordedRuns } from "../../core/journal/run-journal.ts";
import { seenToComplete } from "../../core/start/seen-to-complete.ts";
import { urlAt } from "../../core/start/service-result.ts";
import { watchedWithoutFiles } from "../backup/stores/watch-without-files.ts";
import { watchedService } from "../../core/start/watched-service.ts";

/** What `status` reads of the environment's files. */
export type FilesAsStarted = Pick<Prepared, "loaded" | "gpu">;

/** How each service of a project is at this moment, asked by its own probes. The files may be missing: they break. */
export async function observeStatus(
  world: World,
  running: RunningProject,
  files: FilesAsStarted | undefined,
  patience: Patience,
): Promise<Read<EnvironmentStatus>> {
  const model = files?.loaded.model;
  const inspected = await inspectAll(world, running, patience);
  if (inspected.kind === "failed") return inspected;
  const details = inspected.value;
  const known = {
    model,
    cards: files?.gpu.gpus ?? [],
    seenToComplete: await completedBefore(world, running),
    patience,
  };
  const names = [
    ...new Set([...(model?.services ?? []).map(({ name }) => name), ...running.containers.map(serviceOf)]),
  ];
  const rows = await Promise.all(
    names.map(async (name) => {
      const own = details.filter(
        ({ labels }) => labels[composeLabels.service] === name && !isBesideService(labels),
      );
      return serviceRow(world, name, own, known);
    }),
  );
  const { environment, project, rehearsal } = running;
  const journal = await readRestoreJournal(world, running);
  const unfinishedRestore = journal === undefined ? null : unfinished(journal);
  const ofRows = environmentState(rows);
  // whatever its services say: on half of its data nothing is ready
  const state = journal !== undefined && isHalfDone(journal) && ofRows !== "down" ? "failed" : ofRows;
  return ok({ environment, project, rehearsal, state, services: rows, unfinishedRestore });
}

/** One that is gone by now is no service's container; an engine that is gone is no answer, and never "stopped". */
async function inspectAll(
  world: World,
  { containers }: RunningProject,
  patience: Patience,
): Promise<Read<readonly ContainerDetail[]>> {
  const answers = await patience(answerByMs.engine, async () =>
    Promise.all(containers.map(({ id }) => world.engine.inspect(id))),
  );
  if (answers === "timed-out") return problems(engineProblem(silence));
  const failures = answers.flatMap((answer) => (answer.kind === "failed" ? [answer.error] : []));
  const lost = failures.find(({ kind }) => kind !== "not-found");
  if (lost !== undefined) return problems(engineProblem(lost.message));
  return ok(answers.flatMap((answer) => (answer.kind === "ok" ? [answer.value] : [])));
}

export const silence = `it said nothing ${withinSeconds(answerByMs.engine)}`;

function unfinished(journal: RestoreJournal): UnfinishedRestore {
  const { since, phase, backup } = journal;
  return { since, phase, backup, detail: restoreStanding(journal), fix: finishRestore(journal) };
}

async function completedBefore(
  world: World,
  { folder, project }: RunningProject,
): Promise<ReadonlySet<string>> {
  const stateDirectory = world.files.resolve(folder, ".stack");
  return seenToComplete(await recordedRuns(world, { stateDirectory, project }));
}

interface Known {
  readonly model: Model | undefined;
  /** The host's, as far as they are known. */
  readonly cards: readonly Gpu[];
  readonly seenToComplete: ReadonlySet<string>;
  readonly patience: Patience;
}

async function serviceRow(
  world: World,
  name: string,
  details: readonly ContainerDetail[],
  known: Known,
): Promise<ServiceStatusRow> {
  const service = known.model?.services.find((each) => each.name === name);
  const watched = watchedNow(name, service, known);
  const [looked, memory, cards] = await Promise.all([
    Promise.all(details.map((detail) => lookInTime(world, { detail, watched, patience: known.patience }))),
    Promise.all(
      details.map(({ id }) => known.patience(answerByMs.services, async () => world.engine.memoryBytes(id))),
    ),
    gpusOf(world, details, known),
  ]);
  const worst = worstOf(looked, service?.replicas);
  return {
    name,
    state: stateOf(worst, service),
    optional: service?.extras.optional ?? false,
    health: details.find(({ health }) => health !== undefined)?.health?.status ?? null,
    ports: details
      .flatMap(({ ports }) => ports)
      .map(({ hostPort, containerPort, hostAddress }) => ({
        host: hostPort,
        container: containerPort,
        address: hostAddress,
      })),
    url: urlAt(service, details, answering(looked)) ?? null,
    restarts: details.reduce((sum, { restartCount }) => sum + restartCount, 0),
    memoryBytes: sum(
      memory.map((answer) => (answer !== "timed-out" && answer.kind === "ok" ? answer.value : undefined)),
    ),
    memoryLimitBytes: service?.memoryLimitBytes ?? null,
    gpus: cards.map(({ index }) => index).filter((index) => index !== undefined),
    gpuUuids: cards.map(({ uuid }) => uuid),
    detail: detailOf(worst, details, service?.replicas),
  };
}

/** Which of its ports something was found behind. */
function answering(looked: readonly Observed[]): number | undefined {
  return looked.flatMap((each) => (each.kind === "ready" ? (each.port ?? []) : []))[0];
}

/** All are asked side by side: one that hangs must not keep the answer back. */
async function lookInTime(
  world: World,
  {
    detail,
    watched,
    patience,
  }: { readonly detail: ContainerDetail; readonly watched: WatchedService; readonly patience: Patience },
): Promise<Observed> {
  const looked = await patience(answerByMs.services, async (signal) =>
    observeNow(world, detail, watched, signal),
  );
  const output = `none ${withinSeconds(answerByMs.services)}`;
  return looked === "timed-out" ? { kind: "not-ready", awaiting: "its answer", output } : looked;
}

function watchedNow(
  name: string,
  service: Service | undefined,
  { model, seenToComplete }: Known,
): WatchedService {
  if (service === undefined || model === undefined)
    return { ...watchedWithoutFiles(name), endsByItself: seenToComplete.has(name) };
  const endsByItself = isOneShot(service, model, seenToComplete);
  return { ...watchedService(service, model, undefined), endsByItself };
}

const fromWorst: readonly Observed["kind"][] = [
  "failed",
  "unhealthy",
  "restarting",
  "stopped",
  "not-ready",
  "unproven",
  "ready",
  "completed",
];

/** As good as the worst of its replicas; one that is not there is as good as stopped. */
function worstOf(looked: readonly Observed[], replicas = 1): Observed {
  const all: readonly Observed[] = looked.length < replicas ? [...looked, { kind: "stopped" }] : looked;
  return (
    all.toSorted((a, b) => fromWorst.indexOf(a.kind) - fromWorst.indexOf(b.kind))[0] ?? { kind: "stopped" }
  );
}

function stateOf(looked: Observed, service: Service | undefined): ServiceStatusRow["state"] {
  switch (looked.kind) {
    case "not-ready":
      return "starting";
    case "unhealthy":
    case "failed":
      return service?.extras.optional === true ? "degraded" : "failed";
    case "ready":
    case "completed":
    case "unproven":
    case "restarting":
    case "stopped":
      return looked.kind;
  }
}

function detailOf(looked: Observed, details: readonly ContainerDetail[], replicas = 1): string {
  switch (looked.kind) {
    case "not-ready":
      return `waits for ${looked.awaiting}${firstLine(looked.output)}`;
    case "unhealthy":
      return `is unhealthy${firstLine(looked.output)}`;
    case "restarting":
      return `restarting (${looked.times === 1 ? "once" : `${String(looked.times)} times`}), last exited with ${String(looked.exitCode)}`;
    case "failed":
      return looked.outOfMemory ? "ran out of memory" : `exited with ${String(looked.exitCode)}`;
    case "stopped": {
      const error = details.find((detail) => detail.error !== "")?.error ?? "";
      const running = details.filter(({ state }) => state === "running").length;
      return error === "" && running > 0 ? `${String(running)} of ${String(replicas)} replicas run` : error;
    }
    case "ready":
    case "completed":
      return "";
    case "unproven":
      return looked.closedHints === undefined ? "" : opensNoPort(looked.closedHints);
  }
}

function firstLine(output: string): string {
  return output === "" ? "" : `: ${output.split("\n")[0] ?? ""}`;
}

function sum(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
