import { modelSecrets } from "../../core/plan/model-secrets.ts";
import type { CommandContext } from "../../command/command.ts";
import type { StartSubject } from "../../command/start-guard.ts";
import { missingTools } from "../../command/missing-tools.ts";
import { knownSecrets } from "../../command/open-context.ts";
import type { Run } from "../../command/recorded-run.ts";
import { goOnAfterCut } from "../../command/with-own-project.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { problems } from "../../core/environment/problem.ts";
import type { Problem, Read } from "../../core/environment/problem.ts";
import type { LaunchOptions } from "../../core/events/launch-context.ts";
import { expectedTimes, recordedRuns } from "../../core/journal/run-journal.ts";
import { lockProject } from "../../core/ownership/running-project.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { PrepareRequest, Prepared } from "../../core/plan/prepare.ts";
import { composeObserver } from "../../core/preflight/engine/compose-version.ts";
import { engineObserver } from "../../core/preflight/engine/observe-engine.ts";
import { observeReclaimable, reclaimableHint } from "../../core/preflight/storage/reclaimable.ts";
import { lockedSentence } from "../../core/report/words/ending.ts";
import { launchWords } from "../../core/report/words/launch-words.ts";
import { launch, up } from "../../core/start/up.ts";
import type { UpRequest } from "../../core/start/up.ts";
import { seenToComplete } from "../../core/start/seen-to-complete.ts";
import { endRehearsal, chooseStage, wishesOf } from "../rehearsal/choose-stage.ts";
import { checkStart, unknownFinding } from "./check-start.ts";
import { recordBeginning, recordStart, refuseElsewhere, volumesNow } from "./up-ownership.ts";
import type { CheckedStart, PassedChecks, StartObservers } from "./check-start.ts";
import { ownCopy } from "./own-copy.ts";
import type { TestRun } from "./test-run.ts";
import { early, endingOf, nothingMore, refused } from "./up-ending.ts";
import type { About, Ending } from "./up-ending.ts";
import type { World } from "../../world/world.ts";

/** What is started, what of it is a test of something else, and who is told. */
interface Starting {
  readonly request: PrepareRequest;
  readonly run: Run;
  readonly test?: TestRun;
  /** What is done in the place of starting the services. */
  readonly instead?: Instead;
}

export interface Instead {
  /** What it asks of the machine, beside what the start asks. */
  readonly needs: CheckedStart["needs"];
  readonly perform: UpRequest["perform"];
}

/** One environment, from its files to what came of it; in order, and only as far as each step allows. */
export async function startEnvironment(
  context: CommandContext,
  { request, run, test, instead }: Starting,
): Promise<Ending> {
  const { world } = context;
  const looks = { atEngine: engineObserver(), atCompose: composeObserver() };
  const prepared = await prepareKnowing(context, request, looks);
  if (prepared.kind === "failed") return unprepared(context, request, run, prepared.error);
  const { environment } = prepared.value;
  const project = request.rehearse ? rehearsalOf(environment.project.name) : environment.project.name;
  const about = { environment: environment.name, project, rehearsal: request.rehearse };
  run.tell({ type: "run-started", ...about });
  const wishes = wishesOf(context, prepared.value);
  if (wishes.kind === "failed") return refused(wishes.error, about);
  // an engine that does not answer is asked once
  if ((await looks.atEngine(world, world.terminal.interrupted)).kind === "ok") {
    const refusal = await guarded(context, { prepared: prepared.value, ...about });
    if (refusal !== undefined) return refused([refusal], about);
    if (!about.rehearsal) await endRehearsal(context, run, environment.name);
  }
  const lacking = await test?.lacking(prepared.value);
  if (lacking !== undefined) return early({ kind: "blocked", failed: 1 }, about, lacking);
  const checked = await checkStart(context, prepared.value, {
    project,
    run,
    looks,
    needs: instead?.needs,
  });
  if (checked.kind === "blocked")
    return early({ kind: "blocked", failed: checked.failed }, about, nothingMore);
  const lock = await lockProject(world, checked.engine, project, `stack up ${environment.name}`);
  if (lock.kind === "taken") return locked(lockedSentence(lock.holder, about), about);
  try {
    return await perform(context, prepared.value, { request, run, about, test, checked, instead });
  } finally {
    await lock.release();
  }
}

function locked(said: ReturnType<typeof lockedSentence>, about: About): Ending {
  return early({ kind: "locked", ...said }, about, said);
}

async function guarded(
  { world, startGuards }: CommandContext,
  subject: StartSubject,
): Promise<Problem | undefined> {
  for (const guard of [refuseElsewhere, ...startGuards]) {
    const refusal = await guard(world, subject);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

async function perform(context: CommandContext, prepared: Prepared, locked: Locked): Promise<Ending> {
  const { world } = context;
  const { request, run, about, test } = locked;
  const place = { folder: prepared.environment.workingDirectory, project: about.project };
  await goOnAfterCut(world, place, (text) => run.tell({ type: "notice", text }));
  context.learnSecrets(modelSecrets(prepared.loaded));
  const own = await ownCopy(world, prepared, request, run.tell);
  if (own.kind === "failed") return refused(own.error, about);
  await recordBeginning(world, own.value, about.project, request);
  const obstacle = await test?.begin(own.value);
  if (obstacle !== undefined) return early({ kind: "blocked", failed: 1 }, about, obstacle);
  const volumesBefore = await volumesNow(world);
  const hint = hintMeanwhile(world);
  const ending = await performLocked(context, own.value, locked);
  const text = hint();
  if (text !== undefined) run.tell({ type: "notice", text });
  const happened = { volumesBefore, events: run.events, outcome: ending.outcome };
  const unwritten = await recordStart(world, { prepared: own.value, ...about }, happened);
  if (unwritten !== undefined) run.tell({ type: "notice", text: unwritten });
  return ending;
}

/** `--ignore` of an id that no check has is told before anything is looked at. */
async function prepareKnowing(
  { world, flags }: CommandContext,
  request: PrepareRequest,
  looks: StartObservers,
): Promise<Read<Prepared>> {
  const unknown = unknownFinding(flags.ignore);
  if (unknown !== undefined) return problems(unknown);
  const { interrupted } = world.terminal;
  return prepare(world, request, interrupted, () => {
    // who needs the answer asks again, and hears then what became of it
    for (const look of [looks.atEngine, looks.atCompose]) look(world, interrupted).catch(() => undefined);
  });
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

interface Locked {
  readonly request: PrepareRequest;
  readonly run: Run;
  readonly about: About;
  readonly test: TestRun | undefined;
  readonly checked: PassedChecks;
  readonly instead: Instead | undefined;
}

async function performLocked(
  context: CommandContext,
  prepared: Prepared,
  { request, run, about, test, checked, instead }: Locked,
): Promise<Ending> {
  const { world, flags } = context;
  const journal = { stateDirectory: prepared.environment.stateDirectory, project: about.project };
  run.recordIn(journal);
  const wishes = wishesOf(context, prepared);
  if (wishes.kind === "failed") return refused(wishes.error, about);
  const stage = chooseStage(context, checked.engine, {
    ...about,
    anyPorts: request.anyPorts === true,
    target: test?.target,
    wishes: wishes.value,
  });
  const answer = await up({
    world,
    prepared,
    tell: run.tell,
    set: flags.set,
    ignored: flags.ignore,
    onSecrets: async () => context.learnSecrets(await knownSecrets(context)),
    options: await optionsOf(context, checked, journal),
    words: launchWords(about),
    stage: stage.stage,
    perform: instead?.perform ?? launch,
  });
  const whole = { prepared, about, dropped: stage.dropped(), warnings: checked.ignored };
  const ending = endingOf(answer, { ...whole, ended: interruptedOutcome(world) });
  return test === undefined
    ? ending
    : test.conclude(ending, { prepared, staged: stage.staged(), tell: run.tell });
}

async function optionsOf(
  { world, flags }: CommandContext,
  { engine }: PassedChecks,
  journal: { readonly stateDirectory: string; readonly project: string },
): Promise<LaunchOptions> {
  const runs = await recordedRuns(world, journal);
  return {
    pull: flags.rehearse ? "never" : flags.pull,
    build: flags.build,
    wait: flags.wait,
    strict: flags.strict,
    timeoutMs: flags.timeout,
    // one processor is for what is urgent
    startsAtOnce: Math.max(1, engine.cpus - 1),
    expectedMs: expectedTimes(runs),
    seenToComplete: seenToComplete(runs),
  };
}

/** Asks in the background what Docker keeps in vain; the answer counts if it is there in the end: nothing waits for it. */
function hintMeanwhile(world: World): () => string | undefined {
  let hint: string | undefined;
  const look = async (): Promise<void> => {
    hint = reclaimableHint(await observeReclaimable(world, world.terminal.interrupted));
  };
  world.background.begin(look());
  return () => hint;
}
