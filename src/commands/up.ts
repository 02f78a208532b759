import type { Result } from "../launch/event.ts";
import { expectedTimes } from "../launch/expected-times.ts";
import { lockProject } from "../launch/lock.ts";
import type { Outcome } from "../launch/outcome.ts";
import { recordProject } from "../launch/project-record.ts";
import { recordRun, recordedRuns } from "../launch/run-journal.ts";
import { timelineFrom } from "../launch/timeline.ts";
import { timelineHtml } from "../report/timeline-html.ts";
import { performUp } from "../launch/up.ts";
import type { UpAnswer } from "../launch/up.ts";
import { prepare } from "../plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import { engineLook } from "../preflight/engine-look.ts";
import { blocks, ignored, preflight } from "../preflight/preflight.ts";
import { launchWords } from "../report/phrases/launch-words.ts";
import { lockedSentence } from "../report/phrases/locked.ts";
import { interruptedSentence } from "../report/phrases/interrupted.ts";
import type { EngineInfo } from "../world/engine.ts";
import type { CommandContext } from "./command.ts";
import { upChecks } from "./up-checks.ts";
import { lookBefore, recordStart } from "./up-ownership.ts";
import { endRehearsal } from "./end-rehearsal.ts";
import { knownSecrets } from "./known-secrets.ts";
import { ownCopy } from "./own-copy.ts";
import { prepareRequest } from "./request.ts";
import { beginRun, earlyResult } from "./run.ts";
import type { Run } from "./run.ts";
import { stageFor } from "./stage.ts";
import { describeProblems, usageOutcome } from "./usage-outcome.ts";

interface Ending {
  readonly outcome: Outcome;
  readonly result: Omit<Result, "totalMs" | "lostMs">;
  /** Where the run is recorded; undefined when nothing was started. */
  readonly stateDirectory?: string;
}

/** Check, generate secrets, start, and wait until every service is proven ready. */
export async function up(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const run = beginRun(context, world);
  try {
    const { outcome, result, stateDirectory } = await perform(context, prepareRequest(context), run);
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    if (context.flags.timeline !== undefined) await writeTimeline(context, run, context.flags.timeline);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return outcome.kind === "usage" ? { ...outcome, message: "", fix: "" } : outcome;
  } finally {
    run.renderer.finish();
  }
}

async function writeTimeline(
  { world, redact }: CommandContext,
  { events, tell }: Run,
  file: string,
): Promise<void> {
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const answer = await world.files.writeAtomically(path, redact(timelineHtml(timelineFrom(events))), 0o644);
  if (answer.kind === "failed") tell({ type: "notice", text: `${file} cannot be written: ${answer.reason}` });
}

async function perform(context: CommandContext, request: PrepareRequest, run: Run): Promise<Ending> {
  const { world } = context;
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "problems") {
    const about = { environment: request.environment, project: "", rehearsal: request.rehearse };
    return early(usageOutcome(prepared.problems), about, describeProblems(prepared.problems));
  }
  const { environment } = prepared.value;
  const project = request.rehearse ? `${environment.project.name}-rehearsal` : environment.project.name;
  const about = { environment: environment.name, project, rehearsal: request.rehearse };
  run.tell({ type: "run-started", ...about });
  const before = await lookBefore(world, { prepared: prepared.value, ...about });
  const { elsewhere } = before;
  if (elsewhere !== undefined) return early(usageOutcome([elsewhere]), about, describeProblems([elsewhere]));
  if (!about.rehearsal) await endRehearsal(context, run, environment.name);
  const checked = await check(context, prepared.value, { about, run });
  if (checked.kind === "blocked")
    return early({ kind: "blocked", failed: checked.failed }, about, nothingMore);
  const lock = await lockProject(world, checked.engine, project, `stack up ${environment.name}`);
  if (lock.kind === "taken") return early({ kind: "locked" }, about, lockedSentence(lock.holder, about));
  try {
    const own = await ownCopy(world, prepared.value, request, run.tell);
    if (own.kind === "problems")
      return early(usageOutcome(own.problems), about, describeProblems(own.problems));
    await recordProject(world, own.value.environment);
    const ending = await performLocked(context, own.value, { run, about, engine: checked.engine });
    await recordStart(world, { prepared: own.value, ...about }, before);
    return ending;
  } finally {
    await lock.release();
  }
}

const nothingMore = { message: "", fix: "" };

function early(outcome: Outcome, about: About, said: { message: string; fix: string }): Ending {
  return { outcome, result: earlyResult(outcome, about, said) };
}

type About = Pick<Result, "environment" | "project" | "rehearsal">;

type Checked =
  | { readonly kind: "passed"; readonly engine: EngineInfo }
  | { readonly kind: "blocked"; readonly failed: number };

async function check(
  { world, flags }: CommandContext,
  prepared: Prepared,
  { about, run }: { readonly about: About; readonly run: Run },
): Promise<Checked> {
  const { project } = about;
  run.tell({ type: "step-started", step: "preflight" });
  const lookAtEngine = engineLook();
  const checks = upChecks(prepared, { project, rehearse: about.rehearsal, lookAtEngine });
  const report = await preflight(world, checks, world.terminal.interrupted);
  const findings = ignored(report.findings, flags.ignore);
  for (const finding of findings) run.tell({ type: "finding", finding });
  run.tell({ type: "step-finished", step: "preflight", durationMs: Math.round(report.durationMs) });
  const engine = await lookAtEngine(world, world.terminal.interrupted);
  const failed = findings.filter(({ status }) => status === "fail").length;
  return blocks(findings) || engine.kind === "failed"
    ? { kind: "blocked", failed: Math.max(1, failed) }
    : { kind: "passed", engine: engine.value };
}

async function performLocked(
  context: CommandContext,
  prepared: Prepared,
  { run, about, engine }: { readonly run: Run; readonly about: About; readonly engine: EngineInfo },
): Promise<Ending> {
  const { world, flags } = context;
  const journal = { stateDirectory: prepared.environment.stateDirectory, project: about.project };
  const stage = stageFor(context, engine, about);
  const answer = await performUp({
    world,
    prepared,
    tell: run.tell,
    set: flags.set,
    onSecrets: async () => context.learnSecrets(await knownSecrets(world)),
    options: {
      pull: flags.rehearse ? "never" : flags.pull,
      build: flags.build,
      wait: flags.wait,
      strict: flags.strict,
      timeoutMs: flags.timeout,
      expectedMs: expectedTimes(await recordedRuns(world, journal)),
    },
    words: launchWords(about),
    stage: stage.stage,
  });
  return endingOf(answer, { prepared, about, dropped: stage.dropped() });
}

function endingOf(
  answer: UpAnswer,
  {
    prepared,
    about,
    dropped,
  }: { readonly prepared: Prepared; readonly about: About; readonly dropped: readonly string[] },
): Ending {
  switch (answer.kind) {
    case "problems":
      return early(usageOutcome(answer.problems), about, describeProblems(answer.problems));
    case "blocked": {
      const problems = answer.completion.problems.filter(({ blocking }) => blocking);
      const said = { message: problems.map(({ detail }) => detail).join("\n"), fix: problems[0]?.fix ?? "" };
      return early({ kind: "blocked", failed: problems.length }, about, said);
    }
    case "launched": {
      const { outcome, result } = answer.conclusion;
      const { envFile, name, stateDirectory } = prepared.environment;
      return {
        outcome,
        stateDirectory,
        result: {
          ...result,
          ...about,
          ...(outcome.kind === "interrupted" ? interruptedSentence(result.services, about) : nothingMore),
          warnings: [],
          dropped,
          secretsAt: [envFile, `secrets/${name}/`],
        },
      };
    }
  }
}
