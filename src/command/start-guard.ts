import type { Problem } from "../core/environment/problem.ts";
import type { Prepared } from "../core/plan/prepare.ts";
import type { World } from "../world/world.ts";

/** What is about to be started. */
export interface StartSubject {
  readonly prepared: Prepared;
  readonly project: string;
  readonly rehearsal: boolean;
}

/** Says why a start must not begin, if it must not; asked while the engine answers, before anything is changed. */
export type StartGuard = (world: World, subject: StartSubject) => Promise<Problem | undefined>;
