import { problems } from "../environment/problem.ts";
import type { Problem } from "../environment/problem.ts";
import { expectedTimes } from "../launch/expected-times.ts";
import { lockProject } from "../launch/lock.ts";
import { recordProject } from "../launch/project-record.ts";
import { recordedRuns } from "../launch/run-journal.ts";
import { performUp } from "../launch/up.ts";
import { prepare } from "../plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import { launchWords } from "../report/phrases/launch-words.ts";
import { lockedSentence } from "../report/phrases/locked.ts";
import { interruptedSentence } from "../report/phrases/interrupted.ts";
import type { CommandContext } from "./command.ts";
import { checkStart, unknownFinding } from "./check-start.ts";
import type { PassedChecks } from "./check-start.ts";
import { lookBefore, recordStart } from "./up-ownership.ts";
import { endRehearsal } from "./end-rehearsal.ts";
import { knownSecrets } from "./known-secrets.ts";
import { missingTools } from "./missing-tools.ts";
import { ownCopy } from "./own-copy.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import type { Run } from "./run.ts";
import { stageFor } from "./stage.ts";
import { readyForTests, withTests } from "./test-run.ts";
import type { TestRun } from "./test-run.ts";
import { early, endingOf, nothingMore } from "./up-ending.ts";
import type { About, Ending } from "./up-ending.ts";
import { describeProblems, usageOutcome } from "./usage-outcome.ts";

/** What is started, what of it is a test of something else, and who is told. */
export interface Starting {
  readonly request: PrepareRequest;
  readonly run: Run;
  readonly test?: TestRun;
}

/** One environment, from its files to what came of it; in order, and only as far as each step allows. */
export async function startEnvironment(
  context: CommandContext,
  { request, run, test }: Starting,
): Promise<Ending> {
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
  const before = await lookBefore(world, { prepared: prepared.value, ...about });
  const { elsewhere } = before;
  if (elsewhere !== undefined) return early(usageOutcome([elsewhere]), about, describeProblems([elsewhere]));
  if (!about.rehearsal) await endRehearsal(context, run, environment.name);
  const checked = await checkStart(context, prepared.value, { project, run });
  if (world.terminal.interrupted.aborted)
    return early(interruptedOutcome(world), about, interruptedSentence([], about));
  if (checked.kind === "blocked")
    return early({ kind: "blocked", failed: checked.failed }, about, nothingMore);
  const lock = await lockProject(world, checked.engine, project, `stack up ${environment.name}`);
  if (lock.kind === "taken") return early({ kind: "locked" }, about, lockedSentence(lock.holder, about));
  try {
    const own = await ownCopy(world, prepared.value, request, run.tell);
    if (own.kind === "problems")
      return early(usageOutcome(own.problems), about, describeProblems(own.problems));
    await recordProject(world, own.value.environment);
    const obstacle = test === undefined ? undefined : await readyForTests(world, own.value, test);
    if (obstacle !== undefined) return early({ kind: "blocked", failed: 1 }, about, obstacle);
    const ending = await performLocked(context, own.value, { run, about, test, checked });
    await recordStart(world, { prepared: own.value, ...about }, before);
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
    : early(usageOutcome(problems), about, describeProblems(problems));
}

interface Locked {
  readonly run: Run;
  readonly about: About;
  readonly test: TestRun | undefined;
  readonly checked: PassedChecks;
}

async function performLocked(
  context: CommandContext,
  prepared: Prepared,
  { run, about, test, checked }: Locked,
): Promise<Ending> {
  const { world, flags } = context;
  const journal = { stateDirectory: prepared.environment.stateDirectory, project: about.project };
  const stage = stageFor(context, checked.engine, { ...about, target: test?.target });
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
  const ending = endingOf(answer, { ...whole, ended: interruptedOutcome(world) });
  return test === undefined
    ? ending
    : withTests(context, ending, { prepared, test, staged: stage.staged(), tell: run.tell });
}
