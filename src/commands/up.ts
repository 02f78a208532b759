import { recordRun } from "../launch/run-journal.ts";
import type { Outcome } from "../launch/outcome.ts";
import { interruptedSentence } from "../report/phrases/interrupted.ts";
import { performAgainst } from "./against.ts";
import type { CommandContext } from "./command.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import { beginRun } from "./run.ts";
import { early } from "./up-ending.ts";
import type { Ending } from "./up-ending.ts";
import { writeRunFiles } from "./write-run-files.ts";

/** Check, generate secrets, start, and wait until every service is proven ready. */
export async function up(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const run = beginRun(context, world);
  try {
    const { outcome, result, stateDirectory } = cutShort(await performAgainst(context, run), world);
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    await writeRunFiles(context, run);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return "message" in outcome ? { ...outcome, message: "", fix: "" } : outcome;
  } finally {
    run.renderer.finish();
  }
}

/** Whatever an interruption made of what was under way, before anything was started: it is why the run ended. */
function cutShort(ending: Ending, world: CommandContext["world"]): Ending {
  if (!world.terminal.interrupted.aborted || ending.stateDirectory !== undefined) return ending;
  const { environment, project, rehearsal } = ending.result;
  const about = { environment, project, rehearsal };
  return early(interruptedOutcome(world), about, interruptedSentence([], about));
}
