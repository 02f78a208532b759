import type { Tell, TestedEnvironment } from "../../core/events/event.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { Ending } from "./up-ending.ts";

/** A sentence and what to type next. */
export interface Said {
  readonly message: string;
  readonly fix: string;
}

/** What a start hands to the one who reads the results. */
export interface Started {
  readonly prepared: Prepared;
  /** As it was performed; undefined when nothing was. */
  readonly staged: ComposeProject | undefined;
  readonly tell: Tell;
}

/** A start that is a test of another environment, and what it does at its own moments. */
export interface TestRun {
  readonly target: TestedEnvironment;
  /** Before the checks: what of the target the tests would miss. */
  readonly lacking: (prepared: Prepared) => Promise<Said | undefined>;
  /** Under the lock, before anything is started: undefined when nothing stands in the way. */
  readonly begin: (prepared: Prepared) => Promise<Said | undefined>;
  /** After the services ended: the tests' verdict is the run's. */
  readonly conclude: (ending: Ending, started: Started) => Promise<Ending>;
}
