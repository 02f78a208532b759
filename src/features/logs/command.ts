import type { Outcome } from "../../core/events/outcome.ts";
import { findRunningProject } from "../../core/ownership/running-project.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import { unknownService } from "../../core/plan/make-plan.ts";
import { prepare } from "../../core/plan/prepare.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import { followLogs, logged } from "./follow-logs.ts";
import { logLines, markOf } from "./log-lines.ts";
import type { LogNews } from "./log-news.ts";
import { logRecord } from "./log-records.ts";
import { styleOf } from "../../core/report/text/style.ts";
import type { Container } from "../../world/engine/container.ts";
import type { LogOptions } from "../../world/engine/engine.ts";
import { letManyWait } from "../../world/many-waiters.ts";
import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";

/** Shows what the services log; with `--json`, one object a line. */
export async function logs(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  const [word = "", ...services] = words;
  const found = await findRunningProject(context, word, flags.rehearse);
  if (found.kind === "failed") return usageOutcome(found.error);
  const running = found.value;
  const known = [...new Set(running.containers.map(serviceOf))];
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined && !(flags.follow && (await mayBegin(context, services))))
    return usageOutcome([unknownService(unknown, known)]);
  const isWanted = (service: string): boolean => services.length === 0 || services.includes(service);
  const showing = { running, isWanted, tell: teller(context, known, isWanted) };
  await (flags.follow ? follow(context, showing) : print(context, showing));
  return world.terminal.interrupted.aborted ? interruptedOutcome(world) : { kind: "done" };
}

/** Whether these are services of the environment, by its files, that have no container yet. */
async function mayBegin(context: CommandContext, services: readonly string[]): Promise<boolean> {
  const { world } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "failed") return false;
  const names = new Set(prepared.value.loaded.model.services.map(({ name }) => name));
  return services.every((service) => names.has(service));
}

type Tell = (news: LogNews) => void;

interface Showing {
  readonly running: RunningProject;
  readonly isWanted: (service: string) => boolean;
  readonly tell: Tell;
}

/** All services' lines in the order of time. */
async function print(context: CommandContext, { running, isWanted, tell }: Showing): Promise<void> {
  const { world } = context;
  const containers = running.containers.filter((container) => isWanted(serviceOf(container)));
  const news = await Promise.all(containers.map((container) => newsOf(context, container)));
  for (const each of news.flat().toSorted((a, b) => timeOf(a) - timeOf(b))) tell(each);
  if (containers.length === 0) world.terminal.err(`${running.environment} has no containers\n`);
}

async function newsOf(context: CommandContext, container: Container): Promise<readonly LogNews[]> {
  const answer = await context.world.engine.logs(container.id, logOptions(context));
  if (answer.kind === "failed")
    return [{ kind: "unreadable", container: logged(container), why: answer.error.message }];
  return answer.value.map((line) => ({ kind: "line", container: logged(container), line }));
}

/** What cannot be read is said before all else. */
function timeOf(news: LogNews): number {
  return news.kind === "line" ? news.line.at.getTime() : 0;
}

async function follow(context: CommandContext, { running, isWanted, tell }: Showing): Promise<void> {
  const { world } = context;
  const { interrupted, outIsLost } = world.terminal;
  if (running.containers.length === 0)
    world.terminal.err(`${running.environment} has no containers; what it logs is shown as they begin\n`);
  const signal = letManyWait(AbortSignal.any([interrupted, outIsLost]));
  const options = { tail: 20, ...logOptions(context) };
  await followLogs(world, { project: running.project, isWanted, options, signal, tell });
}

function teller(
  { world, flags, redact }: CommandContext,
  services: readonly string[],
  isWanted: Showing["isWanted"],
): Tell {
  const { terminal } = world;
  if (flags.json) {
    return (news) => {
      if (news.kind === "unreadable") terminal.err(`${news.container.service}: ${markOf(news)}\n`);
      terminal.outDocument(logRecord(news));
    };
  }
  const { symbols, colour } = styleOf(world, "out", !flags.color);
  const format = logLines(services, {
    symbols,
    colour,
    redact,
    timestamps: flags.timestamps,
    isShown: isWanted,
  });
  return (news) => {
    if (news.kind === "unreadable") terminal.err(`${news.container.service}: ${markOf(news)}\n`);
    else terminal.out(format(news));
  };
}

function logOptions({ world, flags }: CommandContext): LogOptions {
  return {
    ...(flags.tail === undefined ? {} : { tail: flags.tail }),
    ...(flags.since === undefined ? {} : { since: new Date(world.clock.now().getTime() - flags.since) }),
  };
}
