import type { Outcome } from "../launch/outcome.ts";
import { prepare } from "../plan/prepare.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";
import { usageOutcome } from "./usage-outcome.ts";

/** Runs `docker compose` with exactly this environment's project, files and env file. */
export async function compose(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "problems") return usageOutcome(prepared.problems);
  const answer = await world.compose.handOver(prepared.value.environment.project, words.slice(1));
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
