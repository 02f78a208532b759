import { describeProblem } from "../core/environment/problem.ts";
import type { Problem } from "../core/environment/problem.ts";
import type { Outcome } from "../core/events/outcome.ts";
import type { World } from "../world/world.ts";

/** Problems of what the user wrote, or of the machine, as the ending of a command. */
export function usageOutcome(problems: readonly Problem[]): Outcome {
  const isMachine = problems.some(({ prerequisite }) => prerequisite === true);
  return { kind: isMachine ? "engine-unreachable" : "usage", ...describeProblems(problems) };
}

/** All of them at once, each with its next step. */
export function describeProblems(problems: readonly Problem[]): {
  readonly message: string;
  readonly fix: string;
} {
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return { message: describeProblem(only), fix: only.fix };
  const lines = problems.map((problem) => `  ${describeProblem(problem)} (${problem.fix})`);
  return { message: `${String(problems.length)} problems:\n${lines.join("\n")}`, fix: "" };
}

/** How a command ends that Ctrl-C or SIGTERM has cut short. */
export function interruptedOutcome({ terminal }: Pick<World, "terminal">): Outcome {
  const signal = terminal.interrupted.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  return { kind: "interrupted", signal };
}
