import { recordRun } from "../launch/run-journal.ts";
import type { Outcome } from "../launch/outcome.ts";
<<<<<<< HEAD
import type { CommandContext } from "./command.ts";
import { performAgainst } from "./against.ts";
import { beginRun } from "./run.ts";
=======
import { recordProject } from "../launch/project-record.ts";
import { recordRun, recordedRuns } from "../launch/run-journal.ts";
import { performUp } from "../launch/up.ts";
import type { UpAnswer } from "../launch/up.ts";
import { prepare } from "../plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import { engineLook } from "../preflight/engine-look.ts";
import { launchWords } from "../report/phrases/launch-words.ts";
import { lockedSentence } from "../report/phrases/locked.ts";
import { interruptedSentence } from "../report/phrases/interrupted.ts";
import type { CommandContext } from "./command.ts";
import { checkStart, unknownFinding } from "./check-start.ts";
import type { PassedChecks } from "./check-start.ts";
import { recordStart, refuseElsewhere } from "./up-ownership.ts";
import { endRehearsal } from "./end-rehearsal.ts";
import { knownSecrets } from "./known-secrets.ts";
import { missingTools } from "./missing-tools.ts";
import { ownCopy } from "./own-copy.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import { prepareRequest } from "./request.ts";
import { beginRun, earlyResult } from "./run.ts";
import type { Run } from "./run.ts";
import { stageFor, wishesOf } from "./stage.ts";
import { describeProblems, usageOutcome } from "./usage-outcome.ts";
>>>>>>> proofs
import { writeRunFiles } from "./write-run-files.ts";

/** Check, generate secrets, start, and wait until every service is proven ready. */
export async function up(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const run = beginRun(context, world);
  try {
<<<<<<< HEAD
    const { outcome, result, stateDirectory } = await performAgainst(context, run);
=======
    const ending = await perform(context, prepareRequest(context), run);
    const { outcome, result, stateDirectory } = cutShort(ending, world);
>>>>>>> proofs
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    await writeRunFiles(context, run);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return "message" in outcome ? { ...outcome, message: "", fix: "" } : outcome;
  } finally {
    run.renderer.finish();
  }
}
<<<<<<< HEAD
=======

/** Whatever an interruption made of what was under way, before anything was started: it is why the run ended. */
function cutShort(ending: Ending, world: CommandContext["world"]): Ending {
  if (!world.terminal.interrupted.aborted || ending.stateDirectory !== undefined) return ending;
  return early(interruptedOutcome(world), ending.result, interruptedSentence([], ending.result));
}

async function perform(context: CommandContext, request: PrepareRequest, run: Run): Promise<Ending> {
  const { world } = context;
  const unknown = unknownFinding(context.flags.ignore);
  const prepared =
    unknown === undefined
      ? await prepare(world, request, world.terminal.interrupted)
      : problems<Prepared>(unknown);
  if (prepared.kind === "problems") return unprepared(context, request, run, prepared.problems);
  const { environment } = prepared.value;
  const project = request.rehearse ? `${environment.project.name}-rehearsal` : environment.project.name;
  const about = { environment: environment.name, project, rehearsal: request.rehearse };
  run.tell({ type: "run-started", ...about });
  const wishes = wishesOf(context, prepared.value);
  if (wishes.kind === "problems") return refused(wishes.problems, about);
  const lookAtEngine = engineLook();
  // an engine that does not answer is asked once, by the checks
  if ((await lookAtEngine(world, world.terminal.interrupted)).kind === "ok") {
    const elsewhere = await refuseElsewhere(world, { prepared: prepared.value, ...about });
    if (elsewhere !== undefined) return refused([elsewhere], about);
    if (!about.rehearsal) await endRehearsal(context, run, environment.name);
  }
  const checked = await checkStart(context, prepared.value, { project, run, lookAtEngine });
  if (checked.kind === "blocked")
    return early({ kind: "blocked", failed: checked.failed }, about, nothingMore);
  const lock = await lockProject(world, checked.engine, project, `stack up ${environment.name}`);
  if (lock.kind === "taken") return early({ kind: "locked" }, about, lockedSentence(lock.holder, about));
  try {
    const own = await ownCopy(world, prepared.value, request, run.tell);
    if (own.kind === "problems") return refused(own.problems, about);
    await recordProject(world, own.value.environment);
    const ending = await performLocked(context, own.value, { run, about, checked });
    await recordStart(world, { prepared: own.value, ...about });
    return ending;
  } finally {
    await lock.release();
  }
}

/** Where it is Compose that is missing, the machine is what has to be mended. */
async function unprepared(
  context: CommandContext,
  { environment, rehearse }: PrepareRequest,
  run: Run,
  problems: readonly Problem[],
): Promise<Ending> {
  const about = { environment, project: "", rehearsal: rehearse };
  const missing = await missingTools(context.world, problems);
  for (const finding of missing) run.tell({ type: "finding", finding });
  return missing.length > 0
    ? early({ kind: "blocked", failed: missing.length }, about, nothingMore)
    : refused(problems, about);
}

const nothingMore = { message: "", fix: "" };

function refused(problems: readonly Problem[], about: About): Ending {
  return early(usageOutcome(problems), about, describeProblems(problems));
}

function early(outcome: Outcome, about: About, said: { message: string; fix: string }): Ending {
  return { outcome, result: earlyResult(outcome, about, said) };
}

type About = Pick<Result, "environment" | "project" | "rehearsal">;

async function performLocked(
  context: CommandContext,
  prepared: Prepared,
  { run, about, checked }: { readonly run: Run; readonly about: About; readonly checked: PassedChecks },
): Promise<Ending> {
  const { world, flags } = context;
  const journal = { stateDirectory: prepared.environment.stateDirectory, project: about.project };
  const wishes = wishesOf(context, prepared);
  if (wishes.kind === "problems") return refused(wishes.problems, about);
  const stage = stageFor(context, checked.engine, { ...about, wishes: wishes.value });
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
  const whole = { prepared, about, dropped: stage.dropped(), warnings: checked.ignored };
  return endingOf(answer, { ...whole, ended: interruptedOutcome(world) });
}

interface Whole {
  readonly prepared: Prepared;
  readonly about: About;
  readonly dropped: readonly string[];
  readonly warnings: readonly string[];
  /** How an interrupted run ends. */
  readonly ended: Outcome;
}

function endingOf(answer: UpAnswer, { prepared, about, dropped, warnings, ended }: Whole): Ending {
  switch (answer.kind) {
    case "problems":
      return refused(answer.problems, about);
    case "interrupted":
      return early(ended, about, interruptedSentence([], about));
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
          warnings: [...warnings, ...answer.warnings],
          dropped,
          secretsAt: [envFile, `secrets/${name}/`],
        },
      };
    }
  }
}
>>>>>>> proofs
