import { runProgram } from "./cli/program.ts";
import { exitCodeOf } from "./launch/outcome.ts";
import { createWorld } from "./world/node-world.ts";

void main();

/** Runs the command line and leaves with its exit code, even while a connection to the engine is still open. */
async function main(): Promise<void> {
  const outcome = await runProgram(process.argv.slice(2), createWorld);
  process.exit(exitCodeOf(outcome));
}
