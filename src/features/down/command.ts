import { takeDown } from "../../core/stop/take-down.ts";
import type { DownStep } from "../../core/stop/take-down.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { findRunningProject, findRunningProjects } from "../../core/ownership/running-project.ts";
import type { OwnProject, RunningProject } from "../../core/ownership/running-project.ts";
import {
  downInterruptedSentence,
  downSentence,
  nothingRunsSentence,
  wasDownSentence,
} from "../../core/report/words/down.ts";
import type { CommandContext } from "../../command/command.ts";
import { printFailure } from "../../command/tell-outcome.ts";
import type { SaidError } from "../../command/tell-outcome.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { withOwnProject } from "../../command/with-own-project.ts";

/** Stops in order, gracefully; data stays. */
export async function down(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  if (words[0] === undefined && !flags.all) {
    return {
      kind: "usage",
      message: "which environment?",
      fix: "stack down <environment>, or stack down --all",
    };
  }
  const found = flags.all
    ? await findRunningProjects(context)
    : await findRunningProject(context, words[0] ?? "", flags.rehearse);
  if (found.kind === "failed") return usageOutcome(found.error);
  const projects = "project" in found.value ? [found.value] : found.value;
  const outcomes: Outcome[] = [];
  for (const project of projects) {
    if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
    outcomes.push(await downOne(context, project));
  }
  if (flags.all && projects.length === 0 && !flags.json) world.terminal.out("nothing runs here\n");
  return outcomes.find(({ kind }) => kind !== "done") ?? { kind: "done" };
}

function downOne(context: CommandContext, running: RunningProject): Promise<Outcome> {
  const command = `stack down ${running.environment}`;
  return withOwnProject(context, { running, command }, ({ project }) => performDown(context, project));
}

/** The JSON of `stack down`; with `--all`, one for each environment. */
interface DownDocument {
  readonly schema: 1;
  readonly command: "down";
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly ok: boolean;
  /** Services that did not end in time and were killed. */
  readonly forced: readonly string[];
  readonly steps: readonly DownStep[];
  /** Why not all was done, where not all was. */
  readonly error?: SaidError;
}

async function performDown(context: CommandContext, project: OwnProject): Promise<Outcome> {
  const { world, flags } = context;
  const steps: DownStep[] = [];
  const tell = (step: DownStep): void => {
    steps.push(step);
    const sentence = flags.quiet ? "" : downSentence(step);
    if (sentence !== "") world.terminal.err(`${sentence}\n`);
  };
  const { ended, failed } = await takeDown(world, project, {
    tell,
    graceSeconds: flags.timeout === undefined ? undefined : Math.ceil(flags.timeout / 1000),
    signal: world.terminal.interrupted,
  });
  const forced = steps.flatMap((step) => (step.kind === "stopped" && step.forced ? [step.service] : []));
  const document: DownDocument = {
    schema: 1,
    command: "down",
    environment: project.environment,
    project: project.project,
    rehearsal: project.rehearsal,
    ok: failed === 0 && ended === "down",
    forced,
    steps,
  };
  if (failed > 0 && ended === "down") return printFailure(context, document, notEverything(project));
  if (flags.json) world.terminal.outDocument(document, 2);
  if (ended === "interrupted") {
    world.terminal.err(`${downInterruptedSentence(project, stillStopping(steps))}\n`);
    return interruptedOutcome(world);
  }
  const done =
    project.containers.length === 0 ? nothingRunsSentence(project) : wasDownSentence(project, forced);
  if (!flags.json) world.terminal.out(`${done}\n`);
  return { kind: "done" };
}

function stillStopping(steps: readonly DownStep[]): readonly string[] {
  const stopped = new Set(steps.flatMap((step) => (step.kind === "stopped" ? [step.service] : [])));
  const begun = steps.flatMap((step) => (step.kind === "stopping" ? step.services : []));
  return begun.filter((service) => !stopped.has(service));
}

function notEverything({ environment }: OwnProject): SaidError {
  return { message: "not everything could be removed", fix: `stack status ${environment}` };
}
