import { serviceOf } from "../../core/stop/stop-services.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { findRunningProject } from "../../core/ownership/running-project.ts";
import type { RunningProject } from "../../core/ownership/running-project.ts";
import { unknownService } from "../../core/plan/make-plan.ts";
import { logLines } from "./log-lines.ts";
import { styleOf } from "../../core/report/text/style.ts";
import type { Container } from "../../world/engine/container.ts";
import type { LogLine, LogOptions } from "../../world/engine/engine.ts";
import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

/** Shows what the services log; with `--json`, one object a line. */
export async function logs(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  const [word = "", ...services] = words;
  const found = await findRunningProject(world, word, flags.rehearse);
  if (found.kind === "failed") return usageOutcome(found.error);
  const running = found.value;
  const known = [...new Set(running.containers.map(serviceOf))];
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined) return usageOutcome([unknownService(unknown, known)]);
  const wanted = running.containers.filter(
    (container) => services.length === 0 || services.includes(serviceOf(container)),
  );
  await (flags.follow ? follow(context, wanted) : print(context, running, wanted));
  return { kind: "done" };
}

type Write = (container: Container, line: LogLine) => void;

/** All services' lines in the order of time. */
async function print(
  context: CommandContext,
  running: RunningProject,
  containers: readonly Container[],
): Promise<void> {
  const { world } = context;
  const options = logOptions(context);
  const answers = await Promise.all(containers.map(({ id }) => world.engine.logs(id, options)));
  const lines = answers.flatMap((answer, index) => {
    const container = containers[index];
    return answer.kind === "ok" && container !== undefined
      ? answer.value.map((line) => ({ container, line }))
      : [];
  });
  const write = writer(context, containers);
  for (const { container, line } of lines.toSorted((a, b) => a.line.at.getTime() - b.line.at.getTime())) {
    write(container, line);
  }
  if (containers.length === 0) world.terminal.err(`${running.environment} has no containers\n`);
}

async function follow(context: CommandContext, containers: readonly Container[]): Promise<void> {
  const { world } = context;
  const write = writer(context, containers);
  const options = {
    tail: 20,
    ...logOptions(context),
    signal: AbortSignal.any([world.terminal.interrupted, world.terminal.outIsLost]),
  };
  await Promise.all(
    containers.map((container) =>
      world.engine.followLogs(container.id, options, (line) => write(container, line)),
    ),
  );
}

function writer({ world, flags, redact }: CommandContext, containers: readonly Container[]): Write {
  if (flags.json) {
    return (container, line) => world.terminal.outDocument(logRecord(container, line));
  }
  const { symbols, colour } = styleOf(world, "out", !flags.color);
  const format = logLines([...new Set(containers.map(serviceOf))], {
    symbols,
    colour,
    redact,
  });
  return (container, line) => world.terminal.out(format(serviceOf(container), line.text));
}

/** One line of `stack logs --json`. */
interface LogRecord {
  readonly at: string;
  readonly service: string;
  /** The container's name. */
  readonly container: string;
  readonly stream: LogLine["from"];
  readonly text: string;
}

function logRecord(container: Container, { at, from, text }: LogLine): LogRecord {
  const service = serviceOf(container);
  return { at: at.toISOString(), service, container: container.name, stream: from, text };
}

function logOptions({ world, flags }: CommandContext): LogOptions {
  return {
    ...(flags.tail === undefined ? {} : { tail: flags.tail }),
    ...(flags.since === undefined ? {} : { since: new Date(world.clock.now().getTime() - flags.since) }),
  };
}
