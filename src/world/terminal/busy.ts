import type { Busy } from "./terminal.ts";

/** A spinner on standard error while a command looks around; gone without a trace when it is stopped. */
export async function showBusy(text: string): Promise<Busy> {
  const { CI, TERM } = process.env;
  if (!process.stderr.isTTY || TERM === "dumb" || (CI ?? "") !== "") return { stop: () => undefined };
  const { default: ora } = await import("ora");
  const spinner = ora({ text, stream: process.stderr, discardStdin: false }).start();
  return { stop: () => spinner.stop() };
}
