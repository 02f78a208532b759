import type { Environment } from "../environment/environment.ts";
import { ok } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import type { PlannedRow, Tell } from "../events/event.ts";
import { timeStep } from "../events/launch-context.ts";
import type { LaunchContext, LaunchOptions, Words } from "../events/launch-context.ts";
import { decidePlan } from "../plan/decide.ts";
import type { Plan, PlannedService } from "../plan/plan.ts";
import { bringsNewImages } from "../plan/wanted-images.ts";
import type { Prepared } from "../plan/prepare.ts";
import { storeSecrets } from "../plan/find-stores.ts";
import { EngineWatch } from "../proof/engine-watch.ts";
import type { FailureReason } from "../proof/state.ts";
import { completeSecrets } from "../secrets/complete.ts";
import type { Completion } from "../secrets/complete.ts";
import { holdSecrets } from "../secrets/store/secrets-lock.ts";
import type { HoldRequest } from "../secrets/store/secrets-lock.ts";
import { awaitStops } from "./await-stops.ts";
import { conclude } from "./conclude.ts";
import type { Conclusion } from "./conclude.ts";
import { beginCreation, nothingToCreate } from "./creation.ts";
import type { Creation } from "./creation.ts";
import { provideImages } from "./images.ts";
import { rememberInitialised } from "./remember-stores.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { settledOnce } from "./service-teller.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { Failure, Result } from "../../world/result.ts";
import type { World } from "../../world/world.ts";

export interface UpRequest {
  readonly world: World;
  readonly prepared: Prepared;
  readonly tell: Tell;
  readonly options: LaunchOptions;
  readonly words: Words;
  /** Called when secrets may have been made, before anything else is said. */
  readonly onSecrets: () => Promise<void>;
  readonly set: Readonly<Record<string, string>>;
  /** Ids of findings that the caller answers for. */
  readonly ignored: readonly string[];
  /** How the plan is performed. */
  readonly perform: (context: LaunchContext) => Promise<Conclusion>;
  /**
   * Turns what was prepared into what is performed: the same, or its rehearsal. `asPrepared`: no secret had to be
   * written, so the model is still what it was.
   */
  readonly stage: (prepared: Prepared, project: ComposeProject, asPrepared: boolean) => Promise<Staged>;
}

interface StagedStart {
  readonly prepared: Prepared;
  readonly project: ComposeProject;
}

type Staged = Result<StagedStart, readonly Problem[]>;

export type UpAnswer =
  | {
      readonly kind: "launched";
      readonly conclusion: Conclusion;
      readonly completion: Completion;
      readonly warnings: readonly string[];
    }
  /** While it waited for its turn: nothing was done. */
  | { readonly kind: "interrupted" }
  | Failure<readonly Problem[]>
  | { readonly kind: "blocked"; readonly completion: Completion };

/**
 * Secrets, plan, launch: everything of `up` that changes something. The caller holds the project's lock. The secrets
 * are held to the end: the values that a start begins with are those that all its services get.
 */
export async function up(request: UpRequest): Promise<UpAnswer> {
  const { world, prepared, tell, words } = request;
  const { name, workingDirectory } = prepared.environment;
  tell({ type: "step-started", step: "secrets" });
  const hold = {
    command: `stack up ${name}`,
    onWait: (holder) => tell({ type: "notice", text: words.waitsForSecrets(holder) }),
  } satisfies HoldRequest;
  const place = { environment: name, directory: workingDirectory };
  const held = await holdSecrets(world, place, hold, async () => upHoldingLock(request));
  return held.kind === "held" ? held.value : { kind: "interrupted" };
}

async function upHoldingLock(request: UpRequest): Promise<UpAnswer> {
  const { world, prepared, tell } = request;
  const { environment } = prepared;
  const completion = await completeSecrets(world, {
    environment: environment.name,
    directory: environment.workingDirectory,
    specs: prepared.specs,
    variables: prepared.variables,
    ignored: request.ignored,
  });
  await request.onSecrets();
  if (completion.problems.some((problem) => problem.blocking)) return { kind: "blocked", completion };
  tell({ type: "secrets-completed", generated: completion.generated, envFile: environment.envFile });
  const staged = await request.stage(
    prepared,
    completedProject(environment, completion.envFile, request.set),
    completion.written.length === 0,
  );
  if (staged.kind === "failed") return staged;
  const isRehearsal = staged.value.project.name !== environment.project.name;
  const before = isRehearsal ? [] : await storeSecrets(world, prepared);
  const conclusion = await launchStaged(request, staged.value);
  if (conclusion.kind === "failed") return conclusion;
  const seen = {
    before,
    services: conclusion.value.result.services,
    signal: world.terminal.interrupted,
    isAnsweredFor: request.ignored.includes("secrets.drift"),
  };
  const refused = isRehearsal ? [] : await rememberInitialised(world, prepared, seen);
  const warnings = refused.map((store) => request.words.storeRefuses(store));
  return { kind: "launched", conclusion: conclusion.value, completion, warnings };
}

async function launchStaged(
  { world, tell, options, words, perform }: UpRequest,
  { prepared, project }: StagedStart,
): Promise<Read<Conclusion>> {
  const signal = world.terminal.interrupted;
  const decide = async (): Promise<Read<Plan>> =>
    decidePlan(world, { ...prepared, project, seenToComplete: options.seenToComplete }, signal);
  await awaitStops({ world, project: project.name, tell, words, signal });
  const plan = await decide();
  if (plan.kind === "failed") return plan;
  tell({ type: "plan-made", services: plan.value.services.map(plannedRow), waves: plan.value.waves });
  if (plan.value.orphans.length > 0) tell({ type: "notice", text: words.orphans(plan.value.orphans) });
  const redecide = async (): Promise<Plan | undefined> => {
    const again = await decide();
    return again.kind === "ok" ? again.value : undefined;
  };
  return ok(await perform({ world, plan: plan.value, tell, options, words, signal, redecide }));
}

function plannedRow({ service, action }: PlannedService): PlannedRow {
  return {
    name: service.name,
    display: service.extras.display ?? service.name,
    replicas: service.replicas,
    optional: service.extras.optional,
    action: action.kind === "done" ? "keep" : action.kind,
  };
}

/** The project as a person would run it by hand from now on: the env file has everything that `--set` does not say. */
export function completedProject(
  environment: Environment,
  envFile: string,
  set: Readonly<Record<string, string>>,
): ComposeProject {
  return { ...environment.project, envFile, variables: set };
}

/** Performs a plan: images, containers, start in order, proof. What was started stays, whatever comes of it. */
export async function launch(given: LaunchContext): Promise<Conclusion> {
  const told = { ...given, tell: settledOnce(given.tell) };
  const { world } = told;
  const began = world.clock.elapsedMs();
  const limit = timeLimit(world, given.options.timeoutMs, given.signal);
  const preparing = { ...told, signal: limit.signal };
  const unstartable = new Map<string, FailureReason>(await timeStep("images", preparing, provideImages));
  const context = bringsNewImages(given.options)
    ? { ...told, plan: (await told.redecide()) ?? told.plan }
    : told;
  const imagesMs = world.clock.elapsedMs() - began;
  const events = new EngineWatch(world, context.plan.project.name);
  const creation = beginWanted({ ...context, signal: limit.signal }, unstartable, events);
  context.tell({ type: "step-started", step: "start" });
  const scheduler = new Scheduler(context, { events, creation, unstartable });
  const end = await scheduler.run(limit.deadlineMs);
  // what is still being made is for services that are skipped, but it is this run that makes it
  if (end === "settled") await creation.ended;
  limit.end();
  return conclude(scheduler.records, end, context, { run: began, imagesMs });
}

/** Begins to create what can be created; services start meanwhile, each as soon as its own containers are there. */
function beginWanted(
  context: LaunchContext,
  unstartable: ReadonlyMap<string, FailureReason>,
  events: EngineWatch,
): Creation {
  const { services } = context.plan;
  const now = services
    .filter(({ action }) => action.kind === "create")
    .map(({ service }) => service)
    .filter(({ name }) => !unstartable.has(name));
  if (now.length === 0) return nothingToCreate;
  const ofTheirOwn = services.filter(
    ({ service, action }) =>
      action.kind === "recreate" || (service.needsComposeToStart && action.kind === "start"),
  );
  const afterwards = new Set(ofTheirOwn.map(({ service }) => service.name));
  const creation = beginCreation(context, { now, afterwards }, events);
  context.world.background.begin(timeStep("create", context, async () => creation.ended));
  return creation;
}

interface TimeLimit {
  /** On `clock.elapsedMs()`. */
  readonly deadlineMs: number;
  /** Aborts with the given signal, or when the time is up. */
  readonly signal: AbortSignal;
  /** Stops the clock. */
  end(): void;
}

/** What a timer can hold. */
const longestSleepMs = 2 ** 31 - 1;

/** `--timeout` of a whole run, from now on: pulls and builds end with it too. */
function timeLimit(
  { clock, background }: Pick<World, "clock" | "background">,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): TimeLimit {
  const late = new AbortController();
  const ended = new AbortController();
  const passed = async (ms: number): Promise<void> => {
    await clock.sleep(Math.min(ms, longestSleepMs), ended.signal);
    if (!ended.signal.aborted) late.abort();
  };
  if (timeoutMs !== undefined) background.begin(passed(timeoutMs));
  return {
    deadlineMs: clock.elapsedMs() + (timeoutMs ?? Number.MAX_SAFE_INTEGER),
    signal: AbortSignal.any([signal, late.signal]),
    end: () => ended.abort(),
  };
}
