import type { Prepared } from "../../../core/plan/prepare.ts";
import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { World } from "../../../world/world.ts";
import type { Tell } from "../../../core/events/event.ts";
import type { Words } from "../../../core/events/launch-context.ts";
import type { OwnProject } from "../../../core/ownership/own-project.ts";

/** What the launcher needs to stop, start and ask the services that use a secret. */
export interface RotationContext {
  readonly world: World;
  readonly prepared: Prepared;
  /** What of it is on the engine. */
  readonly own: OwnProject;
  /** As `up` performs it: with the env file, and without values of its own. */
  readonly project: ComposeProject;
  readonly tell: Tell;
  readonly words: Words;
  readonly timeoutMs: number | undefined;
}
