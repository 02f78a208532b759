import { recordRun } from "../launch/run-journal.ts";
import { timelineFrom } from "../launch/timeline.ts";
import type { Outcome } from "../launch/outcome.ts";
import { junitOfResult } from "../report/junit.ts";
import { timelineHtml } from "../report/timeline-html.ts";
import type { CommandContext } from "./command.ts";
import { performAgainst } from "./against.ts";
import { beginRun } from "./run.ts";
import type { Run } from "./run.ts";

/** Check, generate secrets, start, and wait until every service is proven ready. */
export async function up(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const run = beginRun(context, world);
  try {
    const { outcome, result, stateDirectory } = await performAgainst(context, run);
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    await writeJunit(context, run);
    if (context.flags.timeline !== undefined) await writeTimeline(context, run, context.flags.timeline);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return outcome.kind === "usage" ? { ...outcome, message: "", fix: "" } : outcome;
  } finally {
    run.renderer.finish();
  }
}

async function writeJunit({ world, flags, redact }: CommandContext, { events, tell }: Run): Promise<void> {
  const result = events.findLast((event) => event.type === "result");
  if (flags.junit === undefined || result === undefined) return;
  const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
  const path = world.files.resolve(world.machine.workingDirectory, flags.junit);
  const answer = await world.files.writeAtomically(path, redact(junitOfResult(result, findings)), 0o644);
  if (answer.kind === "failed")
    tell({ type: "notice", text: `${flags.junit} cannot be written: ${answer.reason}` });
}

async function writeTimeline(
  { world, redact }: CommandContext,
  { events, tell }: Run,
  file: string,
): Promise<void> {
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const answer = await world.files.writeAtomically(path, redact(timelineHtml(timelineFrom(events))), 0o644);
  if (answer.kind === "failed") tell({ type: "notice", text: `${file} cannot be written: ${answer.reason}` });
}
