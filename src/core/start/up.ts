import { ok } from "../environment/problem.ts";
import type { Problem, Read } from "../environment/problem.ts";
import { decidePlan } from "../plan/decide.ts";
import type { Plan, PlannedService } from "../plan/plan.ts";
import type { Prepared } from "../plan/prepare.ts";
import { storeSecrets } from "../plan/store-secrets.ts";
import { completeSecrets } from "../secrets/complete.ts";
import type { Completion } from "../secrets/complete.ts";
import { holdSecrets, type HoldRequest } from "../secrets/store/secrets-lock.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { World } from "../../world/world.ts";
import { completedProject } from "./completed-project.ts";
import type { Conclusion } from "./conclude.ts";
import type { PlannedRow, Tell } from "../events/event.ts";
import { rememberInitialised } from "./remember-stores.ts";
import type { LaunchContext, LaunchOptions, Words } from "../events/launch-context.ts";

export interface UpRequest {
  readonly world: World;
  readonly prepared: Prepared;
  readonly tell: Tell;
  readonly options: LaunchOptions;
  readonly words: Words;
  /** Called when secrets may have been made, before anything else is said. */
  readonly onSecrets: () => Promise<void>;
  readonly set: Readonly<Record<string, string>>;
  /** How the plan is performed. */
  readonly perform: (context: LaunchContext) => Promise<Conclusion>;
  /**
   * Turns what was prepared into what is performed: the same, or its rehearsal. `asPrepared`: no secret had to be
   * written, so the model is still what it was.
   */
  readonly stage: (prepared: Prepared, project: ComposeProject, asPrepared: boolean) => Promise<Staged>;
}

type Staged =
  | { readonly kind: "staged"; readonly prepared: Prepared; readonly project: ComposeProject }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

export type UpAnswer =
  | {
      readonly kind: "launched";
      readonly conclusion: Conclusion;
      readonly completion: Completion;
      readonly warnings: readonly string[];
    }
  /** While it waited for its turn: nothing was done. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "blocked"; readonly completion: Completion };

/**
 * Secrets, plan, launch: everything of `up` that changes something. The caller holds the project's lock. The secrets
 * are held to the end: the values that a start begins with are those that all its services get.
 */
export async function performUp(request: UpRequest): Promise<UpAnswer> {
  const { world, prepared, tell, words } = request;
  const { name, workingDirectory } = prepared.environment;
  tell({ type: "step-started", step: "secrets" });
  const hold = {
    command: `stack up ${name}`,
    onWait: (holder) => tell({ type: "notice", text: words.waitsForSecrets(holder) }),
  } satisfies HoldRequest;
  const place = { environment: name, directory: workingDirectory };
  const held = await holdSecrets(world, place, hold, async () => performHolding(request));
  return held.kind === "held" ? held.value : { kind: "interrupted" };
}

async function performHolding(request: UpRequest): Promise<UpAnswer> {
  const { world, prepared, tell } = request;
  const { environment } = prepared;
  const completion = await completeSecrets(world, {
    environment: environment.name,
    directory: environment.workingDirectory,
    specs: prepared.specs,
    variables: prepared.variables,
  });
  await request.onSecrets();
  if (completion.problems.some((problem) => problem.blocking)) return { kind: "blocked", completion };
  tell({ type: "secrets-completed", generated: completion.generated, envFile: environment.envFile });
  const staged = await request.stage(
    prepared,
    completedProject(environment, completion.envFile, request.set),
    completion.written.length === 0,
  );
  if (staged.kind === "problems") return staged;
  const isRehearsal = staged.project.name !== environment.project.name;
  const before = isRehearsal ? [] : await storeSecrets(world, prepared);
  const conclusion = await launchStaged(request, staged);
  if (conclusion.kind === "problems") return conclusion;
  const seen = { before, services: conclusion.value.result.services, signal: world.terminal.interrupted };
  const refused = isRehearsal ? [] : await rememberInitialised(world, prepared, seen);
  const warnings = refused.map((store) => request.words.storeRefuses(store));
  return { kind: "launched", conclusion: conclusion.value, completion, warnings };
}

async function launchStaged(
  { world, tell, options, words, perform }: UpRequest,
  { prepared, project }: Extract<Staged, { kind: "staged" }>,
): Promise<Read<Conclusion>> {
  const signal = world.terminal.interrupted;
  const decide = async (): Promise<Read<Plan>> =>
    decidePlan(world, { ...prepared, project, seenToComplete: options.seenToComplete }, signal);
  const plan = await decide();
  if (plan.kind === "problems") return plan;
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
