import { findManifest } from "../../core/environment/find-manifest.ts";
import { unfinishedRestoreCheck } from "../backup/restore/unfinished-check.ts";
import { cardChecks } from "../../core/preflight/checks.ts";
import { decideGpu } from "../../core/preflight/gpu/gpu-decision.ts";
import { observeGpus } from "../../core/preflight/gpu/gpu-query.ts";
import { preflight } from "../../core/preflight/preflight.ts";
import type { CommandContext } from "../../command/command.ts";
import type { Examined, Subject } from "./examined-environment.ts";

/** Without an environment: what cards there are, and whether they are well. */
export async function examineCards(
  { world, flags }: CommandContext,
  { lookAtEngine, signal }: Subject,
): Promise<Examined> {
  const seen = await observeGpus(world, signal);
  const gpu = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const plan = { report: gpu, need: "optional", images: [], shares: [] } as const;
  const found = await findManifest(world, world.machine.workingDirectory);
  const folder = found.kind === "ok" ? found.value.workingDirectory : world.machine.workingDirectory;
  const checks = [
    ...cardChecks(plan, { deep: flags.deep, lookAtEngine }),
    unfinishedRestoreCheck({ folder, project: undefined }),
  ];
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: null, prepared: undefined, gpu, findings };
}
