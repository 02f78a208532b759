import { runProgram } from "./cli/program.ts";
import { exitCodeOf } from "./launch/outcome.ts";
import type { Outcome } from "./launch/outcome.ts";
import { optimiseLongRunsOnly } from "./world/optimise-long-runs.ts";
import type { World } from "./world/world.ts";

void main();

/** Runs the command line and leaves with its exit code, even while a connection to the engine is still open. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (!derivesKey(words)) optimiseLongRunsOnly();
  // a reader that has gone (`stack --help | head -1`) ends the writing, not the program
  process.stdout.on("error", () => undefined);
  const makeWorld = async (workingDirectory: string | undefined): Promise<World> =>
    (await import("./world/node-world.ts")).createWorld(workingDirectory);
  const print = (text: string): boolean => process.stdout.write(text);
  const complain = (text: string): boolean => process.stderr.write(text);
  const outcome = await runProgram(words, { makeWorld, print, complain }).catch((error: unknown) =>
    bug(error, words),
  );
  process.exit(exitCodeOf(outcome));
}

/** To make a passphrase costly to guess takes a second of optimised code, and a minute of any other. */
function derivesKey(words: readonly string[]): boolean {
  return words.includes("secrets") && (words.includes("export") || words.includes("import"));
}

/** Only bugs throw. The stack trace is for those who ask. */
function bug(error: unknown, words: readonly string[]): Outcome {
  const verbose = words.includes("--verbose") || words.includes("-v");
  const message = error instanceof Error ? error.message : String(error);
  const trace = verbose && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  const fix = verbose
    ? "report it with this text and what `stack doctor --report` writes"
    : "run it again with --verbose to see where";
  process.stderr.write(`stack: this is a bug in stack: ${message}${trace}
  next: ${fix}
`);
  return { kind: "unexpected", message: "", fix: "" };
}
