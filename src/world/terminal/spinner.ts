import type { Spinner } from "./terminal.ts";

/** A spinner on standard error while a command looks around; gone without a trace when it is stopped. */
export async function startSpinner(
  text: string,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<Spinner> {
  const { CI, TERM } = process.env;
  // a terminal that was given no size says 0 columns: for ora every text then takes endlessly many lines
  const isPlain = !stream.isTTY || !(stream.columns > 0) || TERM === "dumb" || (CI ?? "") !== "";
  if (isPlain) return { stop: () => undefined };
  const { default: ora } = await import("ora");
  const spinner = ora({ text, stream, discardStdin: false }).start();
  return { stop: () => spinner.stop() };
}
