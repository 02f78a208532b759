import type { Failure } from "../../world/result.ts";
import type { CommandContext } from "../../command/command.ts";
import { isMissingCompose } from "../../command/missing-tools.ts";
import { prepareRequest } from "../../command/request.ts";
import { chooseEnvironment } from "../../core/environment/choose-environment.ts";
import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { describeProblem } from "../../core/environment/problem.ts";
import type { Problem } from "../../core/environment/problem.ts";
import { needsWithoutModel, preflightNeeds } from "../../core/plan/preflight-needs.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { secretCheck } from "../../core/plan/secret-check.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { cardChecks, environmentChecks, machineChecks } from "../../core/preflight/checks.ts";
import { engineObserver } from "../../core/preflight/engine/observe-engine.ts";
import type { EngineObserver } from "../../core/preflight/engine/observe-engine.ts";
import { decideGpu } from "../../core/preflight/gpu/gpu-decision.ts";
import { nothingSeen, observeGpus } from "../../core/preflight/gpu/gpu-query.ts";
import type { GpuReport } from "../../core/preflight/gpu/gpu-report.ts";
import { blocks, mostUrgentFirst, preflight } from "../../core/preflight/preflight.ts";
import { unfinishedRestoreCheck } from "../backup/restore/restore-journal.ts";
import type { DoctorDocument } from "./doctor-text.ts";
import type { EngineAnswer, EngineInfo } from "../../world/engine/engine.ts";

export interface GatheredFindings {
  readonly kind: "examined";
  readonly document: DoctorDocument;
  readonly prepared: Prepared | undefined;
  readonly engine: EngineAnswer<EngineInfo>;
}

/** Makes all checks at once: those of the machine run while the environment is still being read. */
export async function gatherFindings(
  context: CommandContext,
): Promise<GatheredFindings | Failure<readonly Problem[]>> {
  const { world } = context;
  const began = world.clock.elapsedMs();
  const observeEngine = engineObserver();
  const pointless = new AbortController();
  const signal = AbortSignal.any([world.terminal.interrupted, pointless.signal]);
  const machine = preflight(world, machineChecks(observeEngine), signal);
  const answer = await examineSubject(context, { observeEngine, signal });
  const problems = answer.kind === "failed" ? answer.error : [];
  // where the user's files are wrong, nobody waits for an engine that hangs
  if (answer.kind === "failed" && !problems.some(isNoMistakeOfFiles)) {
    pointless.abort();
    return answer;
  }
  const { findings } = await machine;
  const unreadable = [
    ...problems.filter(({ inEnvFile }) => inEnvFile).map(unreadableLine),
    ...problems.filter(({ tooOldCompose }) => tooOldCompose).map(tooOld),
  ];
  const subject =
    unreadable.length > 0 || (problems.length > 0 && findings.some(isMissingCompose))
      ? await examineWithoutModel(context, { observeEngine, signal })
      : answer;
  if (subject.kind === "failed") return subject;
  const engine = await observeEngine(world, signal);
  const durationMs = Math.round(world.clock.elapsedMs() - began);
  const document = documentOf(subject, [...findings, ...unreadable, ...subject.findings], durationMs);
  return { kind: "examined", document, prepared: subject.prepared, engine };
}

/** What the machine lacks, or a line that keeps the layers from being merged: all else can be looked at. */
function isNoMistakeOfFiles({ fromCompose, inEnvFile, tooOldCompose }: Problem): boolean {
  return fromCompose ?? inEnvFile ?? tooOldCompose ?? false;
}

function tooOld(problem: Problem): Finding {
  return {
    id: "compose.too-old",
    status: "fail",
    title: describeProblem(problem),
    detail: "the layers cannot be merged, so what they ask of this machine is not looked at",
    fix: problem.fix,
    data: { file: problem.file, line: problem.line },
  };
}

function unreadableLine(problem: Problem): Finding {
  return {
    id: "secrets.unreadable-line",
    status: "fail",
    title: describeProblem(problem),
    detail: "the layers cannot be merged before it is mended",
    fix: problem.fix,
    data: { file: problem.file, line: problem.line },
  };
}

async function examineSubject(context: CommandContext, subject: Subject): Promise<SubjectAnswer> {
  return context.words[0] === undefined
    ? examineCards(context, subject)
    : examineEnvironment(context, subject);
}

function documentOf(
  { environment, gpu }: Examined,
  findings: readonly Finding[],
  durationMs: number,
): DoctorDocument {
  return {
    schema: 1,
    command: "doctor",
    environment,
    ok: !blocks(findings),
    findings: mostUrgentFirst(findings),
    gpu,
    durationMs,
  };
}

/** Without an environment: what cards there are, and whether they are well. */
async function examineCards(
  { world, flags, manifest: found }: CommandContext,
  { observeEngine, signal }: Subject,
): Promise<Examined> {
  const seen = await observeGpus(world, signal);
  const gpu = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const plan = { report: gpu, need: "optional", images: [], shares: [] } as const;
  const folder = found.kind === "ok" ? found.value.workingDirectory : world.machine.workingDirectory;
  const checks = [
    ...cardChecks(plan, { deep: flags.deep, observeEngine }),
    unfinishedRestoreCheck({ folder, project: undefined }),
  ];
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: null, prepared: undefined, gpu, findings };
}

/** All that an environment asks of this machine. */
async function examineEnvironment(
  context: CommandContext,
  { observeEngine, signal }: Subject,
): Promise<SubjectAnswer> {
  const { world, flags } = context;
  const found = await prepare(world, prepareRequest(context), signal);
  if (found.kind === "failed") return found;
  const prepared = found.value;
  const { name, project } = prepared.environment;
  const { deep, rehearse } = flags;
  const needs = preflightNeeds(prepared, rehearse ? rehearsalOf(project.name) : project.name);
  const checks = [
    ...environmentChecks(needs, { deep, rehearse, observeEngine }),
    secretCheck(prepared, { observeEngine, rehearse, missing: "told" }),
    unfinishedRestoreCheck({ folder: prepared.environment.workingDirectory, project: needs.project }),
  ];
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: name, prepared, gpu: prepared.gpu, findings };
}

/** Where Compose is not there to merge the layers: what the manifest alone says. */
async function examineWithoutModel(
  { world, words, flags, manifest: found }: CommandContext,
  { observeEngine, signal }: Subject,
): Promise<SubjectAnswer> {
  if (found.kind === "failed") return found;
  const { manifest } = found.value;
  const chosen = chooseEnvironment(manifest, words[0] ?? "", flags);
  if (chosen.kind === "failed") return chosen;
  const { name, definition } = chosen.value;
  const seen = definition.gpu === "none" ? nothingSeen : await observeGpus(world, signal);
  const gpu = decideGpu({ ...seen, choice: flags.gpu, need: definition.gpu });
  const about = { project: `${manifest.name}-${name}`, envFile: `.env.${name}`, gpu };
  const { deep, rehearse } = flags;
  const needs = needsWithoutModel(definition, about);
  const checks = environmentChecks(needs, { deep, rehearse, observeEngine });
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: name, prepared: undefined, gpu, findings };
}

/** What was found of one subject: an environment, or no more than the cards of this machine. */
interface Examined {
  readonly kind: "examined";
  readonly environment: string | null;
  /** Undefined without an environment, or where its model could not be had. */
  readonly prepared: Prepared | undefined;
  readonly gpu: GpuReport;
  readonly findings: readonly Finding[];
}

type SubjectAnswer = Examined | Failure<readonly Problem[]>;

interface Subject {
  readonly observeEngine: EngineObserver;
  readonly signal: AbortSignal;
}
