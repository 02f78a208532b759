import { constants } from "node:os";
import type { ProcessRequest, ProcessResult } from "./processes.ts";
import { processResult } from "./run-child.ts";

/** The child stays in our process group: only the terminal's foreground group may read from it. */
export async function runInTerminal(request: ProcessRequest): Promise<ProcessResult> {
  const { execa } = await import("execa");
  const child = execa(request.command, request.args, {
    ...(request.directory === undefined ? {} : { cwd: request.directory }),
    ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
    timeout: request.timeoutMs ?? 0,
    env: request.environment ?? {},
    extendEnv: request.environment === undefined,
    stdio: "inherit",
    reject: false,
  });
  // Ctrl-C the terminal sends to both; what ends this process has to end the child too
  const end = (): void => void child.kill("SIGTERM");
  for (const name of passedOn) process.on(name, end);
  const result = await child;
  for (const name of passedOn) process.off(name, end);
  const why = result.timedOut ? "timed-out" : result.isCanceled ? "aborted" : "by-itself";
  const exitCode = result.exitCode ?? exitCodeFor(result.signal);
  return processResult({ code: result.code, exitCode, signal: undefined, why }, "", "");
}

const passedOn = ["SIGTERM", "SIGHUP"] as const;

/** As a shell counts: 128 and the number of the signal. */
function exitCodeFor(signal: NodeJS.Signals | undefined): number | undefined {
  return signal === undefined ? undefined : 128 + constants.signals[signal];
}
