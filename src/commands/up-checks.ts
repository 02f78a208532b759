import type { Check } from "../preflight/check.ts";
import { composeCheck } from "../preflight/compose-version.ts";
import { engineCheck } from "../preflight/docker.ts";
import type { EngineLook } from "../preflight/engine-look.ts";
import { portCheck } from "../preflight/port.ts";
import { portNeeds } from "../plan/port-needs.ts";
import type { Prepared } from "../plan/prepare.ts";

export interface CheckedProject {
  readonly project: string;
  readonly rehearse: boolean;
  readonly lookAtEngine: EngineLook;
}

/** The checks that `up` makes before it changes anything: those that the plan needs. */
export function upChecks(prepared: Prepared, { project, lookAtEngine }: CheckedProject): readonly Check[] {
  return [engineCheck(lookAtEngine), composeCheck(), portCheck(portNeeds(prepared, project), lookAtEngine)];
}
