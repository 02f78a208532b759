import { settingsNeeds } from "../../core/plan/preflight-needs.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { settingsCheck } from "../../core/preflight/files/settings.ts";
import { preflight } from "../../core/preflight/preflight.ts";
import type { World } from "../../world/world.ts";

/** What the files alone tell of a start: what is empty, unread, or off. */
export async function settingsFindings(world: World, prepared: Prepared): Promise<readonly Finding[]> {
  const checks = [settingsCheck(settingsNeeds(prepared))];
  return (await preflight(world, checks, world.terminal.interrupted)).findings;
}
