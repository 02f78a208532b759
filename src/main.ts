import { runProgram } from "./cli/program.ts";
import { exitCodeOf } from "./launch/outcome.ts";
import type { World } from "./world/world.ts";

void main();

/** Runs the command line and leaves with its exit code, even while a connection to the engine is still open. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  // a reader that has gone (`stack --help | head -1`) ends the writing, not the program
  process.stdout.on("error", () => undefined);
  const makeWorld = async (workingDirectory: string | undefined): Promise<World> =>
    (await import("./world/node-world.ts")).createWorld(workingDirectory);
  const print = (text: string): boolean => process.stdout.write(text);
  const outcome = await runProgram(words, { makeWorld, print }).catch((error: unknown) => bug(error, words));
  if (outcome.kind === "usage" || outcome.kind === "unexpected") {
    if (outcome.message !== "") process.stderr.write(`stack: ${outcome.message}\n`);
    if (outcome.fix !== "") process.stderr.write(`  next: ${outcome.fix}\n`);
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
