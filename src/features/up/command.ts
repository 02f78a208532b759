import type { Command, CommandContext } from "../../command/command.ts";
import { beginRun } from "../../command/recorded-run.ts";
import type { Run } from "../../command/recorded-run.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import { alreadySaid, exitCodeOf } from "../../core/events/outcome.ts";
import type { Result } from "../../core/events/event.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { recordRun } from "../../core/journal/run-journal.ts";
import { timelineFrom } from "../../core/journal/timeline-from.ts";
import { junitOfResult } from "../../core/report/reporters/junit.ts";
import { bugSentence } from "../../core/report/words/bug.ts";
import { listing } from "../../core/report/words/lists.ts";
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
    const ending = cutShort(await unlessBug(world.background, perform(context, run)), world);
    const { outcome, result, stateDirectory } = await withRunFiles(context, run, timed(ending, run, world));
    run.tell(result);
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

type Timed = Ending & { readonly result: Result };

function timed(ending: Ending, { beganMs }: Run, { clock }: CommandContext["world"]): Timed {
  const { result } = ending;
  const totalMs = Math.round(clock.elapsedMs() - beganMs);
  return { ...ending, result: { ...result, totalMs, lostMs: Math.max(0, totalMs - result.criticalMs) } };
}

/** The files a run was asked for, `--junit` and `--timeline`: all is not well where one of them is not there. */
async function withRunFiles(context: CommandContext, { events }: Run, ending: Timed): Promise<Timed> {
  const { flags, redact, world } = context;
  const { result } = ending;
  const unwritten: string[] = [];
  const write = async (file: string, content: string): Promise<void> => {
    if ((await writeOutput(context, file, content, 0o644)) === undefined) unwritten.push(file);
  };
  if (flags.junit !== undefined) {
    const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
    await write(flags.junit, junitOfResult(maskDocument(result, redact), maskDocument(findings, redact)));
  }
  if (flags.timeline !== undefined) {
    const whole = [...events, { ...result, at: world.clock.now().toISOString() }];
    await write(flags.timeline, timelineHtml(maskDocument(timelineFrom(whole), redact)));
  }
  if (unwritten.length === 0 || !result.ok) return ending;
  const message = `${result.environment} is up, but ${listing(unwritten)} could not be written`;
  const outcome: Outcome = { kind: "usage", message, fix: "" };
  return { ...ending, outcome, result: { ...result, ok: false, exitCode: exitCodeOf(outcome), message } };
}
