import type { Outcome } from "../../core/events/outcome.ts";
import { worstState } from "./environment-status.ts";
import type { EnvironmentStatus } from "./environment-status.ts";
import { observeStatus, silence } from "./observe-status.ts";
import type { FilesAsStarted } from "./observe-status.ts";
import { answerByMs, patienceFrom, withinSeconds } from "./patience.ts";
import type { Patience } from "./patience.ts";
import { readRestoreJournal } from "../backup/restore/restore-journal.ts";
import { engineProblem, findEveryProject, findRunningProject } from "../../core/ownership/running-project.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import type { Read } from "../../core/environment/problem.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { World } from "../../world/world.ts";
import { printDocument } from "../../core/report/show.ts";
import { statusText } from "./status-text.ts";
import type { CommandContext } from "../../command/command.ts";
import { requestAsStarted } from "../../command/request-as-started.ts";
import { tellProblem } from "../../command/tell-outcome.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";

/** The JSON of `stack status` of one environment. */
interface StatusDocument extends EnvironmentStatus {
  readonly schema: 1;
  readonly command: "status";
}

/** The JSON of `stack status` without an environment: of all that have containers here. */
interface StatusesDocument {
  readonly schema: 1;
  readonly command: "status";
  readonly environments: readonly EnvironmentStatus[];
}

/** Shows how each service is at this moment; works from what the engine has, also when the files are broken. */
export async function status(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  const patience = patienceFrom(world);
  const [word] = words;
  const found = await patience<Read<RunningProject | readonly RunningProject[]>>(
    answerByMs.engine,
    async () =>
      word === undefined ? findTelling(context) : findRunningProject(context, word, flags.rehearse),
  );
  if (found === "timed-out") return givenUp(world);
  if (found.kind === "failed") return usageOutcome(found.error);
  const projects = "project" in found.value ? [found.value] : found.value;
  const busy = await world.terminal.busy("asking each service");
  const observed = await Promise.all(
    projects.map(async (running) =>
      observeStatus(world, running, await filesOf(context, running, patience), patience),
    ),
  );
  busy.stop();
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  const lost = observed.flatMap((each) => (each.kind === "failed" ? each.error : []));
  if (lost.length > 0) return usageOutcome(lost.slice(0, 1));
  const environments = observed.flatMap((each) => (each.kind === "ok" ? [each.value] : []));
  return showAll(context, environments);
}

function givenUp(world: World): Outcome {
  return world.terminal.interrupted.aborted
    ? interruptedOutcome(world)
    : usageOutcome([engineProblem(silence)]);
}

function showAll(
  { world, words, flags }: CommandContext,
  environments: readonly EnvironmentStatus[],
): Outcome {
  const [only] = environments;
  const about = words[0] === undefined || only === undefined ? { environments } : only;
  const document: StatusDocument | StatusesDocument = { schema: 1, command: "status", ...about };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    statusText(environments, look),
  );
  const state = worstState(environments.map((environment) => environment.state));
  return state === "ready" ? { kind: "done" } : { kind: "not-ready", state };
}

/** Those that have containers, or a restore that was cut before it had made any. */
async function findTelling(context: CommandContext): Promise<Read<readonly RunningProject[]>> {
  const every = await findEveryProject(context);
  if (every.kind === "failed") return every;
  const isTelling = await Promise.all(
    every.value.map(
      async (each) =>
        each.containers.length > 0 || (await readRestoreJournal(context.world, each)) !== undefined,
    ),
  );
  return { kind: "ok", value: every.value.filter((_, index) => isTelling[index]) };
}

/**
 * Of the files as they were started. Undefined when they cannot be read any more: the engine alone is then the source.
 */
async function filesOf(
  context: CommandContext,
  running: RunningProject,
  patience: Patience,
): Promise<FilesAsStarted | undefined> {
  const { world } = context;
  const request = await requestAsStarted(context, running);
  const prepared = await patience(answerByMs.files, async (signal) => prepare(world, request, signal));
  if (prepared === "timed-out") {
    if (world.terminal.interrupted.aborted) return undefined;
    const text = `the files of ${running.environment} were not read ${withinSeconds(answerByMs.files)}: only what the engine has is shown`;
    tellProblem(context, { message: text, fix: "stack doctor" });
    return undefined;
  }
  return prepared.kind === "ok" ? prepared.value : undefined;
}
