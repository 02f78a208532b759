import type { Outcome } from "../launch/outcome.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { ProcessResult } from "../world/processes.ts";
import { prepare } from "../plan/prepare.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";
import { usageOutcome } from "./usage-outcome.ts";

/** Runs `docker compose` with exactly this environment's project, files and env file. */
export async function compose(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "problems") return usageOutcome(prepared.problems);
  const answer = await perform(context, prepared.value.environment.project, words.slice(1));
  switch (answer.kind) {
    case "exited":
      return { kind: "child-exited", exitCode: answer.exitCode };
    case "not-found":
    case "not-permitted":
      return { kind: "unexpected", message: "docker could not be run", fix: "stack doctor" };
    case "killed":
    case "timed-out":
    case "aborted":
      return { kind: "interrupted", signal: "SIGINT" };
  }
}

/** They show what the files and the services say, secrets included: no terminal is needed for that, and masks are. */
const showing: ReadonlySet<string> = new Set(["config", "convert", "logs"]);

function perform(
  { world }: CommandContext,
  project: ComposeProject,
  args: readonly string[],
): Promise<ProcessResult> {
  const { terminal, compose } = world;
  if (!showing.has(args.find((word) => !word.startsWith("-")) ?? "")) return compose.handOver(project, args);
  return compose.stream(project, args, {
    onLine: (line, from) => (from === "stdout" ? terminal.out(`${line}\n`) : terminal.err(`${line}\n`)),
    signal: terminal.interrupted,
  });
}
