import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";
import type { FixAnswer } from "./fixes.ts";

/** Runs commands one after the other, as root; through sudo, which must not ask, where this user is not. */
export async function runAsRoot(
  world: World,
  commands: readonly (readonly [command: string, ...args: string[]])[],
  signal: AbortSignal,
  timeoutMs = 60_000,
): Promise<FixAnswer> {
  for (const words of commands) {
    const [command, ...args] = world.machine.userId === 0 ? words : (["sudo", "-n", ...words] as const);
    const result = await world.processes.run({ command, args, timeoutMs, signal });
    if (result.kind !== "exited" || result.exitCode !== 0) {
      return { kind: "failed", reason: reasonOf(result), next: `sudo ${words.join(" ")}` };
    }
  }
  return { kind: "applied" };
}

function reasonOf(result: ProcessResult): string {
  if (result.kind === "not-found") return "the command is not installed";
  if (result.kind !== "exited") return result.kind;
  const said = result.stderr.trim().split("\n").at(-1) ?? "";
  return said === "" ? `it ended with ${result.exitCode}` : said;
}
