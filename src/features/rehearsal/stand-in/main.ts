import { basename } from "node:path";
import { readPerformance } from "./performance.ts";
import { answering } from "./answering.ts";
import { playTool } from "./tools/play-tool.ts";

/**
 * One program in many roles, told apart by the name it is called by, or by its first argument: `serve` is the
 * service itself, `answering` the check of a service whose image is unknown, every other name a tool of an image.
 */
const [, calledAs = "", ...words] = process.argv;
const linked = !/^(stand-in|main)\.[cm]?[jt]s$/.test(basename(calledAs));
const [role = "serve", ...args] = linked ? [basename(calledAs), ...words] : words;

perform().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

async function perform(): Promise<void> {
  const orders = readPerformance(process.env);
  if (role === "serve") {
    // Loaded only here: a tool is called every few seconds, and node:http costs it a third of its time.
    const { serve } = await import("./serve.ts");
    return serve(orders, args);
  }
  const played = role === "answering" ? await answering(orders) : await playTool(role, args);
  if (played.out !== undefined) process.stdout.write(played.out);
  if (played.err !== undefined) process.stderr.write(played.err);
  process.exitCode = played.exitCode;
}
