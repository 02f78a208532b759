import { expectedTimes } from "../launch/expected-times.ts";
import { lockProject } from "../launch/lock.ts";
import { recordProject } from "../launch/project-record.ts";
import { recordedRuns } from "../launch/run-journal.ts";
import { performUp } from "../launch/up.ts";
import { prepare } from "../plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import { engineLook } from "../preflight/engine-look.ts";
import { blocks, ignored, preflight } from "../preflight/preflight.ts";
import { launchWords } from "../report/phrases/launch-words.ts";
import { lockedSentence } from "../report/phrases/locked.ts";
import type { EngineInfo } from "../world/engine.ts";
import type { CommandContext } from "./command.ts";
import { upChecks } from "./up-checks.ts";
import { endRehearsal } from "./end-rehearsal.ts";
import { knownSecrets } from "./known-secrets.ts";
import { ownCopy } from "./own-copy.ts";
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
  const prepared = await prepare(world, request, world.terminal.interrupted);
  if (prepared.kind === "problems") {
    const about = { environment: request.environment, project: "", rehearsal: request.rehearse };
    return early(usageOutcome(prepared.problems), about, describeProblems(prepared.problems));
  }
  const { environment } = prepared.value;
  const project = request.rehearse ? `${environment.project.name}-rehearsal` : environment.project.name;
  const about = { environment: environment.name, project, rehearsal: request.rehearse };
  run.tell({ type: "run-started", ...about });
  if (!about.rehearsal) await endRehearsal(context, run, about);
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
    const obstacle = test === undefined ? undefined : await readyForTests(world, own.value, test);
    if (obstacle !== undefined) return early({ kind: "blocked", failed: 1 }, about, obstacle);
    return await performLocked(context, own.value, { run, about, test, engine: checked.engine });
  } finally {
    await lock.release();
  }
}

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

interface Locked {
  readonly run: Run;
  readonly about: About;
  readonly test: TestRun | undefined;
  readonly engine: EngineInfo;
}

async function performLocked(
  context: CommandContext,
  prepared: Prepared,
  { run, about, test, engine }: Locked,
): Promise<Ending> {
  const { world, flags } = context;
  const journal = { stateDirectory: prepared.environment.stateDirectory, project: about.project };
  const stage = stageFor(context, engine, { ...about, target: test?.target });
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
  const ending = endingOf(answer, { prepared, about, dropped: stage.dropped() });
  return test === undefined
    ? ending
    : withTests(context, ending, { prepared, test, staged: stage.staged(), tell: run.tell });
}
