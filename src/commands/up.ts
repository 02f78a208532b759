import { recordRun } from "../launch/run-journal.ts";
import type { Outcome } from "../launch/outcome.ts";
import type { CommandContext } from "./command.ts";
import { performAgainst } from "./against.ts";
import { beginRun } from "./run.ts";
import { writeRunFiles } from "./write-run-files.ts";

/** Check, generate secrets, start, and wait until every service is proven ready. */
export async function up(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const run = beginRun(context, world);
  try {
    const { outcome, result, stateDirectory } = await performAgainst(context, run);
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    await writeRunFiles(context, run);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return outcome.kind === "usage" ? { ...outcome, message: "", fix: "" } : outcome;
  } finally {
    run.renderer.finish();
  }
}
