import type { Command, CommandContext } from "../../command/command.ts";
import { beginRun } from "../../command/recorded-run.ts";
import type { Run } from "../../command/recorded-run.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import { alreadySaid } from "../../core/events/outcome.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { recordRun } from "../../core/journal/run-journal.ts";
import { timelineFrom } from "../../core/journal/timeline-from.ts";
import { junitOfResult } from "../../core/report/reporters/junit.ts";
import { bugSentence } from "../../core/report/words/bug.ts";
import { interruptedSentence } from "../../core/report/words/ending.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import { timelineHtml } from "../timeline/timeline-html.ts";
import { early } from "./up-ending.ts";
import type { Ending } from "./up-ending.ts";
import { writeOutput } from "../../command/write-output.ts";
import { unlessBug } from "../../world/background.ts";

/** Check, generate secrets, start, and wait until every service is proven ready. */
export function upBy(perform: Perform): Command {
  return async (context) => up(context, perform);
}

/** Starts one environment, or one that tests others with its target first. */
type Perform = (context: CommandContext, run: Run) => Promise<Ending>;

async function up(context: CommandContext, perform: Perform): Promise<Outcome> {
  const { world } = context;
  heedSignals(world);
  const run = beginRun(context, world);
  try {
    const { outcome, result, stateDirectory } = cutShort(
      await unlessBug(world.background, perform(context, run)),
      world,
    );
    const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
    run.tell({ ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) });
    await writeRunFiles(context, run);
    if (stateDirectory !== undefined) {
      await recordRun(world, { stateDirectory, project: result.project }, run.events, context.redact);
    }
    // the renderer has said it
    return alreadySaid(outcome);
  } catch (error) {
    return await endByBug(context, run, error);
  } finally {
    run.renderer.finish();
  }
}

/** From the first event on a signal ends the run with a result; before it, the process just ends. */
function heedSignals({ terminal }: CommandContext["world"]): AbortSignal {
  return terminal.interrupted;
}

/** A result all the same, for those that read it, and a record of how far it came. */
async function endByBug(context: CommandContext, run: Run, error: unknown): Promise<Outcome> {
  const { world, words, flags, redact } = context;
  const said = bugSentence(error, flags.verbose);
  const started = run.events.find((event) => event.type === "run-started");
  const about = started ?? { environment: words[0] ?? "", project: "", rehearsal: flags.rehearse };
  const { environment, project, rehearsal } = about;
  const ending = early({ kind: "unexpected", ...said }, { environment, project, rehearsal }, said);
  const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
  run.tell({ ...ending.result, totalMs, lostMs: totalMs });
  const place = run.journal();
  if (place !== undefined) await recordRun(world, place, run.events, redact);
  return { kind: "unexpected", said: true };
}

/** Whatever an interruption made of what was under way, before anything was started: it is why the run ended. */
function cutShort(ending: Ending, world: CommandContext["world"]): Ending {
  if (!world.terminal.interrupted.aborted || ending.stateDirectory !== undefined) return ending;
  const { environment, project, rehearsal } = ending.result;
  const about = { environment, project, rehearsal };
  return early(interruptedOutcome(world), about, interruptedSentence([], about));
}

/** The files a run was asked for: `--junit` and `--timeline`. One that cannot be written is said, and changes nothing. */
async function writeRunFiles(context: CommandContext, { events }: Run): Promise<void> {
  const { flags, redact } = context;
  const result = events.findLast((event) => event.type === "result");
  if (flags.junit !== undefined && result !== undefined) {
    const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
    const content = junitOfResult(maskDocument(result, redact), maskDocument(findings, redact));
    await writeOutput(context, flags.junit, content, 0o644);
  }
  if (flags.timeline !== undefined) {
    const content = timelineHtml(maskDocument(timelineFrom(events), redact));
    await writeOutput(context, flags.timeline, content, 0o644);
  }
}
