import type { Outcome } from "../../core/events/outcome.ts";
import { decideGpu } from "../../core/preflight/gpu/gpu-decision.ts";
import { observeGpus } from "../../core/preflight/gpu/gpu-query.ts";
import type { GpuReport } from "../../core/preflight/gpu/gpu-report.ts";
import { gpuText } from "./gpu-text.ts";
import { show } from "../../core/report/show.ts";
import type { CommandContext } from "../../command/command.ts";

/** The JSON of `stack gpu`. */
interface GpuDocument extends GpuReport {
  readonly schema: 1;
  readonly command: "gpu";
}

/** Shows the GPUs, how they are linked, and which layer that selects. */
export async function gpu({ world, flags }: CommandContext): Promise<Outcome> {
  const seen = await observeGpus(world, world.terminal.interrupted);
  const report = decideGpu({ ...seen, choice: flags.gpu, need: "optional" });
  const document: GpuDocument = { schema: 1, command: "gpu", ...report };
  show(document, { world, json: flags.json, noColor: !flags.color }, (look) => gpuText(report, look));
  return { kind: "done" };
}
