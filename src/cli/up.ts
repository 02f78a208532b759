import { performAgainst } from "../features/test-run/test-against.ts";
import { upBy } from "../features/up/command.ts";

/** `stack up`, where two features meet: one environment is started, or one that tests others with its target first. */
export const up = upBy(performAgainst);
