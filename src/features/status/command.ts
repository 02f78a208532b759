import type { Outcome } from "../../core/events/outcome.ts";
import { worstState } from "./environment-status.ts";
import type { EnvironmentStatus } from "./environment-status.ts";
import { observeStatus } from "./observe-status.ts";
import { readRestoreJournal } from "../backup/restore/restore-journal.ts";
import { findEveryProject, findRunningProject } from "../../core/ownership/running-project.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import type { Read } from "../../core/environment/problem.ts";
import type { Model } from "../../core/environment/model.ts";
import { prepare } from "../../core/plan/prepare.ts";
import { show } from "../../core/report/show.ts";
import { statusText } from "./status-text.ts";
import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

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
  const [word] = words;
  const found =
    word === undefined ? await findTelling(world) : await findRunningProject(world, word, flags.rehearse);
  if (found.kind === "problems") return usageOutcome(found.problems);
  const projects = "project" in found.value ? [found.value] : found.value;
  const busy = await world.terminal.busy("asking each service");
  const environments = await Promise.all(
    projects.map(async (running) =>
      observeStatus(world, running, await modelOf(context, running.environment)),
    ),
  );
  busy.stop();
  const [only] = environments;
  const about = word === undefined || only === undefined ? { environments } : only;
  const document: StatusDocument | StatusesDocument = { schema: 1, command: "status", ...about };
  show(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    statusText(environments, look),
  );
  const state = worstState(environments.map((environment) => environment.state));
  return state === "ready" ? { kind: "done" } : { kind: "not-ready", state };
}

/** Those that have containers, or a restore that was cut before it had made any. */
async function findTelling(world: CommandContext["world"]): Promise<Read<readonly RunningProject[]>> {
  const every = await findEveryProject(world);
  if (every.kind === "problems") return every;
  const isTelling = await Promise.all(
    every.value.map(
      async (each) => each.containers.length > 0 || (await readRestoreJournal(world, each)) !== undefined,
    ),
  );
  return { kind: "ok", value: every.value.filter((_, index) => isTelling[index]) };
}

/** Undefined when the files cannot be read any more: the engine alone is then the source. */
async function modelOf(context: CommandContext, environment: string): Promise<Model | undefined> {
  const { world } = context;
  const request = { ...prepareRequest(context), environment };
  const prepared = await prepare(world, request, world.terminal.interrupted);
  return prepared.kind === "ok" ? prepared.value.loaded.model : undefined;
}
