import { takeDown } from "../launch/down.ts";
import type { DownStep } from "../launch/down.ts";
import { lockProject } from "../launch/lock.ts";
import type { Outcome } from "../launch/outcome.ts";
import { engineProblem, findRunningProject, findRunningProjects } from "../launch/running-project.ts";
import type { RunningProject } from "../launch/running-project.ts";
import { downSentence, nothingRunsSentence, wasDownSentence } from "../report/phrases/down.ts";
import { lockedSentence } from "../report/phrases/locked.ts";
import type { CommandContext } from "./command.ts";
import { usageOutcome } from "./usage-outcome.ts";

/** Stops in order, gracefully; data stays. */
export async function down(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  const found = flags.all
    ? await findRunningProjects(world)
    : await findRunningProject(world, words[0] ?? "", flags.rehearse);
  if (found.kind === "problems") return usageOutcome(found.problems);
  const projects = "project" in found.value ? [found.value] : found.value;
  const outcomes: Outcome[] = [];
  for (const project of projects) outcomes.push(await downOne(context, project));
  return outcomes.find(({ kind }) => kind !== "done") ?? { kind: "done" };
}

async function downOne({ world, flags }: CommandContext, running: RunningProject): Promise<Outcome> {
  const engine = await world.engine.ping(10_000);
  if (engine.kind === "failed") return usageOutcome([engineProblem(engine.failure.message)]);
  const lock = await lockProject(world, engine.value, running.project, `stack down ${running.environment}`);
  if (lock.kind === "taken") {
    const { message, fix } = lockedSentence(lock.holder, running);
    world.terminal.err(`${message}\n${fix}\n`);
    return { kind: "locked" };
  }
  const steps: DownStep[] = [];
  const tell = (step: DownStep): void => {
    steps.push(step);
    const sentence = flags.quiet ? "" : downSentence(step);
    if (sentence !== "") world.terminal.err(`${sentence}\n`);
  };
  const { failed } = await takeDown(world, running, tell);
  await lock.release();
  const done = running.containers.length === 0 ? nothingRunsSentence(running) : wasDownSentence(running);
  const document = {
    schema: 1,
    command: "down",
    environment: running.environment,
    project: running.project,
    rehearsal: running.rehearsal,
    ok: failed === 0,
    steps,
  };
  world.terminal.out(flags.json ? `${JSON.stringify(document, undefined, 2)}\n` : `${done}\n`);
  return failed === 0
    ? { kind: "done" }
    : {
        kind: "unexpected",
        message: "not everything could be removed",
        fix: `stack status ${running.environment}`,
      };
}
