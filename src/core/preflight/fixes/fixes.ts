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

export type FixAnswer =
  { readonly kind: "applied" } | { readonly kind: "failed"; readonly reason: string; readonly next: string };

/** Makes the fixes for one kind of finding. */
export type FixMaker = (finding: Finding) => readonly Fix[];

/** The fixes for what was found, in the order of the findings; each makes its own, and no fix is offered twice. */
export function fixesFor(findings: readonly Finding[], makers: readonly FixMaker[]): readonly Fix[] {
  const open = findings.filter(({ status }) => status === "fail" || status === "warn");
  const fixes = open.flatMap((finding) => makers.flatMap((make) => make(finding)));
  return fixes.filter((fix, position) => fixes.findIndex(({ id }) => id === fix.id) === position);
}

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
