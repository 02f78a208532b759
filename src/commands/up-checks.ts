import { composeCheck } from "../preflight/compose-version.ts";
import { engineCheck } from "../preflight/docker.ts";
import type { Check } from "../preflight/check.ts";
import type { Prepared } from "../plan/prepare.ts";

/** The checks that `up` makes before it changes anything: those that the plan needs. */
export function upChecks(
  _prepared: Prepared,
  _options: { readonly project: string; readonly rehearse: boolean },
): readonly Check[] {
  return [engineCheck(async (world) => world.engine.ping(10_000)), composeCheck()];
}
