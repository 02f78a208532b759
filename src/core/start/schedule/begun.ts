import type { EngineWatch } from "../../proof/engine-watch.ts";
import type { FailureReason } from "../../proof/state.ts";
import type { Creation } from "../creation.ts";

/** What is under way when services begin to start. */
export interface Begun {
  /** Not followed yet; it tells of all that is begun after it was made. */
  readonly events: EngineWatch;
  readonly creation: Creation;
  /** Services that are known to fail already: an image is missing. */
  readonly unstartable: ReadonlyMap<string, FailureReason>;
}
