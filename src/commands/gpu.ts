import type { Outcome } from "../launch/outcome.ts";
import { decideGpu } from "../preflight/gpu-decision.ts";
import { observeGpus } from "../preflight/gpu-query.ts";
import type { CommandContext } from "./command.ts";

/** Shows the GPUs, how they are linked, and which layer that selects. */
export async function gpu({ world, flags }: CommandContext): Promise<Outcome> {
  const seen = await observeGpus(world, world.terminal.interrupted);
  const report = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const document = { schema: 1, command: "gpu", ...report };
  world.terminal.out(`${JSON.stringify(document, undefined, 2)}\n`);
  return { kind: "done" };
}
