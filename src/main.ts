import { runProgram } from "./cli/program.ts";
import { exitCodeOf } from "./core/events/outcome.ts";
import type { Outcome } from "./core/events/outcome.ts";
import { optimiseLongRunsOnly } from "./world/optimise-long-runs.ts";
import { bugSentence } from "./core/report/words/bug.ts";
import { patientWriter, toldOfLosses } from "./world/terminal/patient-writer.ts";
import { printableText } from "./world/terminal/printable-text.ts";
import type { World } from "./world/world.ts";

await main();

/** Runs the command line and leaves with its exit code, even while a connection to the engine is still open. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (!derivesKey(words)) optimiseLongRunsOnly();
  // what was thrown where nothing of ours listens: in a callback of Node's or of a package's
  process.on("uncaughtException", (error) => process.exit(exitCodeOf(bug(error, words))));
  const makeWorld = async (workingDirectory: string | undefined): Promise<World> =>
    (await import("./world/node-world.ts")).createWorld(workingDirectory);
  const print = patientWriter(() => process.stdout);
  const complain = (text: string): boolean => process.stderr.write(printableText(text, "text"));
  const outcome = await runProgram(words, { makeWorld, print, complain }).catch((error: unknown) =>
    bug(error, words),
  );
  await toldOfLosses();
  process.exit(exitCodeOf(outcome));
}

/** To make a passphrase costly to guess takes a second of optimised code, and a minute of any other. */
function derivesKey(words: readonly string[]): boolean {
  return words.includes("secrets") && (words.includes("export") || words.includes("import"));
}

function bug(error: unknown, words: readonly string[]): Outcome {
  const { message, fix } = bugSentence(error, words.includes("--verbose") || words.includes("-v"));
  process.stderr.write(`stack: ${message}\n  next: ${fix}\n`);
  return { kind: "unexpected", said: true };
}
