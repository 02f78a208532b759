import { shellWord } from "../../secrets/shell-word.ts";
import type { Result } from "../../../world/result.ts";
import type { Finding } from "../check.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";

/** A repair that is safe: it says what it will do, does it, and says how to undo it. */
export interface Fix {
  readonly id: string;
  readonly title: string;
  /** What will be done, as lines a person could type. */
  readonly preview: readonly string[];
  readonly apply: (world: World, signal: AbortSignal) => Promise<FixAnswer>;
  /** How to take it back. */
  readonly undo: string;
  /** The finding it is for. */
  readonly finding: Finding;
}

export type FixAnswer = Result<undefined, { readonly reason: string; readonly next: string }>;

/** Makes the fixes for one kind of finding. */
export type FixMaker = (finding: Finding) => readonly Fix[];

/** The fixes for what was found, in the order of the findings; each makes its own, and no fix is offered twice. */
export function fixesFor(findings: readonly Finding[], makers: readonly FixMaker[]): readonly Fix[] {
  const open = findings.filter(({ status }) => status === "fail" || status === "warn");
  const fixes = open.flatMap((finding) => makers.flatMap((make) => make(finding)));
  return fixes.filter((fix, position) => fixes.findIndex(({ id }) => id === fix.id) === position);
}

/** A program and its words, as they are run: nothing takes them apart. */
export type Command = readonly [command: string, ...args: string[]];

/**
 * Runs commands one after the other, as root. Where this user is not, through sudo, which asks for the password once, on
 * a terminal; where there is nobody to ask, or one fails, what is left is given as one script.
 */
export async function runAsRoot(
  world: World,
  commands: readonly Command[],
  signal: AbortSignal,
  timeoutMs = 60_000,
): Promise<FixAnswer> {
  let mayAsk = world.machine.userId !== 0 && world.terminal.canAsk;
  for (const [position, words] of commands.entries()) {
    const [command, ...args] = world.machine.userId === 0 ? words : (["sudo", "-n", ...words] as const);
    const request = { command, args, timeoutMs, signal };
    let result = await world.processes.run(request);
    if (mayAsk && wantsPassword(result)) {
      mayAsk = false;
      await world.processes.handOver({ command: "sudo", args: ["-v"], signal });
      result = await world.processes.run(request);
    }
    if (result.kind !== "exited" || result.exitCode !== 0) {
      return {
        kind: "failed",
        error: { reason: reasonOf(result), next: rootScript(commands.slice(position)) },
      };
    }
  }
  return { kind: "ok", value: undefined };
}

function wantsPassword(result: ProcessResult): boolean {
  return result.kind === "exited" && result.exitCode !== 0 && /sudo:.*password/u.test(result.stderr);
}

/** Commands for root as one line that a shell reads as they are meant. */
export function rootScript(commands: readonly Command[]): string {
  const lines = commands.map(typed);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && commands[0]?.[0] !== "sh") return `sudo ${only}`;
  return `sudo sh -c ${shellWord(lines.join(" && "))}`;
}

/** Words as a person types them; a script for `sh -c` is itself what is typed. */
function typed([command, ...args]: Command): string {
  const [flag, script] = args;
  if (command === "sh" && flag === "-c" && script !== undefined && args.length === 2) return script;
  return [command, ...args].map(shellWord).join(" ");
}

function reasonOf(result: ProcessResult): string {
  if (result.kind === "not-found") return "the command is not installed";
  if (result.kind !== "exited") return result.kind;
  const said = result.stderr.trim().split("\n").at(-1) ?? "";
  return said === "" ? `it ended with ${result.exitCode}` : said;
}
