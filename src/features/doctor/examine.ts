import { describeProblem } from "../../core/environment/problem.ts";
import type { Problem } from "../../core/environment/problem.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { machineChecks } from "../../core/preflight/checks.ts";
import { engineLook } from "../../core/preflight/engine/engine-look.ts";
import { blocks, mostUrgentFirst, preflight } from "../../core/preflight/preflight.ts";
import type { DoctorDocument } from "./doctor-text.ts";
import type { EngineAnswer, EngineInfo } from "../../world/engine/engine.ts";
import type { CommandContext } from "../../command/command.ts";
import { isMissingCompose } from "../../command/missing-tools.ts";
import { examineEnvironment, examineWithoutModel } from "./examine-environment.ts";
import { examineCards } from "./examine-cards.ts";
import type { Examined, Subject, SubjectAnswer } from "./examined-environment.ts";

export interface Examination {
  readonly kind: "examined";
  readonly document: DoctorDocument;
  readonly prepared: Prepared | undefined;
  readonly engine: EngineAnswer<EngineInfo>;
}

/** Makes all checks at once: those of the machine run while the environment is still being read. */
export async function examine(
  context: CommandContext,
): Promise<Examination | Extract<SubjectAnswer, { readonly kind: "problems" }>> {
  const { world } = context;
  const began = world.clock.elapsedMs();
  const lookAtEngine = engineLook();
  const pointless = new AbortController();
  const signal = AbortSignal.any([world.terminal.interrupted, pointless.signal]);
  const machine = preflight(world, machineChecks(lookAtEngine), signal);
  const answer = await examineSubject(context, { lookAtEngine, signal });
  const problems = answer.kind === "problems" ? answer.problems : [];
  // where the user's files are wrong, nobody waits for an engine that hangs
  if (
    answer.kind === "problems" &&
    !problems.some(({ fromCompose, inEnvFile }) => fromCompose ?? inEnvFile)
  ) {
    pointless.abort();
    return answer;
  }
  const { findings } = await machine;
  const unreadable = problems.filter(({ inEnvFile }) => inEnvFile).map(unreadableLine);
  const subject =
    unreadable.length > 0 || (problems.length > 0 && findings.some(isMissingCompose))
      ? await examineWithoutModel(context, { lookAtEngine, signal })
      : answer;
  if (subject.kind === "problems") return subject;
  const engine = await lookAtEngine(world, signal);
  const durationMs = Math.round(world.clock.elapsedMs() - began);
  const document = documentOf(subject, [...findings, ...unreadable, ...subject.findings], durationMs);
  return { kind: "examined", document, prepared: subject.prepared, engine };
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
