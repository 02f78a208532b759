import { exitCodeOf } from "./launch/outcome.ts";
import { runProgram } from "./cli/program.ts";
import { createWorld } from "./world/node-world.ts";

void main();

/** Runs the command line and leaves with its exit code, even while a connection to the engine is still open. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const outcome = await runProgram(words, createWorld).catch((error: unknown) => bug(error, words));
  const { terminal } = createWorld(undefined);
  if (outcome.kind === "usage" || outcome.kind === "unexpected") {
    if (outcome.message !== "") terminal.err(`stack: ${outcome.message}\n`);
    if (outcome.fix !== "") terminal.err(`  next: ${outcome.fix}\n`);
  }
  process.exit(exitCodeOf(outcome));
}

/** Only bugs throw. The stack trace is for those who ask. */
function bug(error: unknown, words: readonly string[]): { kind: "unexpected"; message: string; fix: string } {
  const verbose = words.includes("--verbose") || words.includes("-v");
  const message = error instanceof Error ? error.message : String(error);
  const trace = verbose && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  return {
    kind: "unexpected",
    message: `this is a bug in stack: ${message}${trace}`,
    fix: verbose
      ? "report it with this text and `stack doctor --report`"
      : "run it again with --verbose to see where",
  };
}
