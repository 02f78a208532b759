import { cardChecks } from "../preflight/checks.ts";
import { decideGpu } from "../preflight/gpu-decision.ts";
import { observeGpus } from "../preflight/gpu-query.ts";
import { preflight } from "../preflight/preflight.ts";
import type { CommandContext } from "./command.ts";
import type { Examined, Subject } from "./subject.ts";

/** Without an environment: what cards there are, and whether they are well. */
export async function examineCards(
  { world, flags }: CommandContext,
  { lookAtEngine, signal }: Subject,
): Promise<Examined> {
  const seen = await observeGpus(world, signal);
  const gpu = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const plan = { report: gpu, need: "optional", images: [], shares: [] } as const;
  const { findings } = await preflight(world, cardChecks(plan, { deep: flags.deep, lookAtEngine }), signal);
  return { kind: "examined", environment: null, prepared: undefined, gpu, findings };
}
