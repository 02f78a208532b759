import type { Problem } from "../environment/problem.ts";
import { decidePlan } from "../plan/decide.ts";
import type { PlannedService } from "../plan/plan.ts";
import type { Prepared } from "../plan/prepare.ts";
import { completeSecrets } from "../secrets/complete.ts";
import type { Completion } from "../secrets/complete.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { World } from "../world/world.ts";
import { completedProject } from "./completed-project.ts";
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
  const plan = await decidePlan(world, { ...staged.prepared, project: staged.project }, signal);
  if (plan.kind === "problems") return plan;
  tell({ type: "plan-made", services: plan.value.services.map(plannedRow), waves: plan.value.waves });
  const { options, words } = request;
  const conclusion = await launch({ world, plan: plan.value, tell, options, words, signal });
  return { kind: "launched", conclusion, completion };
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
