import { startWithTarget } from "../features/test-run/start-with-target.ts";
import { upBy } from "../features/up/command.ts";

/** `stack up`, where two features meet: one environment is started, or one that tests others with its target first. */
export const up = upBy(startWithTarget);
