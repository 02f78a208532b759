import type { Environment } from "../environment/environment.ts";
import type { Problem, Read } from "../environment/problem.ts";
import { decidePlan } from "../plan/decide.ts";
import type { Plan, PlannedService } from "../plan/plan.ts";
import type { Prepared } from "../plan/prepare.ts";
import { completeSecrets } from "../secrets/complete.ts";
import type { Completion } from "../secrets/complete.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { World } from "../world/world.ts";
import type { Conclusion } from "./conclude.ts";
import type { PlannedRow, Tell } from "./event.ts";
import { launch } from "./launch.ts";
import type { LaunchOptions, Words } from "./launch-context.ts";

export interface UpRequest {
  readonly world: World;
  readonly prepared: Prepared;
  readonly tell: Tell;
  readonly options: LaunchOptions;
  readonly words: Words;
  /** Called when secrets may have been made, before anything else is said. */
  readonly onSecrets: () => Promise<void>;
  readonly set: Readonly<Record<string, string>>;
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
  | { readonly kind: "launched"; readonly conclusion: Conclusion; readonly completion: Completion }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] }
  | { readonly kind: "blocked"; readonly completion: Completion };

/** Secrets, plan, launch: everything of `up` that changes something. The caller holds the lock. */
export async function performUp(request: UpRequest): Promise<UpAnswer> {
  const { world, prepared, tell } = request;
  const { environment } = prepared;
  tell({ type: "step-started", step: "secrets" });
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
  const signal = world.terminal.interrupted;
  const decide = async (): Promise<Read<Plan>> =>
    decidePlan(world, { ...staged.prepared, project: staged.project }, signal);
  const plan = await decide();
  if (plan.kind === "problems") return plan;
  tell({ type: "plan-made", services: plan.value.services.map(plannedRow), waves: plan.value.waves });
  const { options, words } = request;
  if (plan.value.orphans.length > 0) tell({ type: "notice", text: words.orphans(plan.value.orphans) });
  const redecide = async (): Promise<Plan | undefined> => {
    const again = await decide();
    return again.kind === "ok" ? again.value : undefined;
  };
  const conclusion = await launch({ world, plan: plan.value, tell, options, words, signal, redecide });
  return { kind: "launched", conclusion, completion };
}

/** The project as a person would run it by hand from now on: the env file has everything that `--set` does not say. */
function completedProject(
  environment: Environment,
  envFile: string,
  set: Readonly<Record<string, string>>,
): ComposeProject {
  return { ...environment.project, envFile, variables: set };
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
