import type { Outcome } from "../../core/events/outcome.ts";
import type { Finding } from "../../core/preflight/check.ts";
import type { CommandContext } from "../../command/command.ts";
import { tellCommand } from "./tell-step.ts";

const mark = "STACK_FIRST_RUN_IN_GROUP";

/**
 * Who has only just joined the group docker is not yet of it in this session: the run goes on in one that is, once only.
 * Undefined for who is no member: `sg` would ask for a password.
 */
export async function againInGroup(
  context: CommandContext,
  failed: readonly Finding[],
): Promise<Outcome | undefined> {
  const { world, flags } = context;
  const { machine, files } = world;
  const groups = await world.processes.run({
    command: "id",
    args: ["-nG", machine.userName],
    timeoutMs: 5_000,
    signal: world.terminal.interrupted,
  });
  const isMember = groups.kind === "exited" && groups.stdout.trim().split(" ").includes("docker");
  if (!isMember) return undefined;
  if (machine.environment[mark] !== undefined) {
    const [first] = failed;
    return { kind: "engine-unreachable", message: first?.title ?? "", fix: first?.fix ?? "" };
  }
  const program = files.resolve(files.packageDirectory, "bin", "stack.js");
  const words = [machine.nodePath, program, "first-run", "--cwd", machine.workingDirectory];
  const given = [flags.yes ? "--yes" : "", flags.quiet ? "--quiet" : ""].filter((flag) => flag !== "");
  const leftovers = flags.leftovers === undefined ? [] : ["--leftovers", flags.leftovers];
  const line = [...words, ...given, ...leftovers]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(" ");
  tellCommand(context, `sg docker -c "stack first-run"`);
  const result = await world.processes.handOver({
    command: "sg",
    args: ["docker", "-c", line],
    environment: { ...machine.environment, [mark]: "1" },
    signal: world.terminal.interrupted,
  });
  return { kind: "child-exited", exitCode: result.kind === "exited" ? result.exitCode : 1 };
}
