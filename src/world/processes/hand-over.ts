import { constants } from "node:os";
import type { ProcessRequest, ProcessResult } from "./processes.ts";
import { processResult } from "./run-child.ts";

/** The child stays in our process group: only the terminal's foreground group may read from it. */
export async function handOverTerminal(request: ProcessRequest): Promise<ProcessResult> {
  const { execa } = await import("execa");
  const result = await execa(request.command, request.args, {
    ...(request.directory === undefined ? {} : { cwd: request.directory }),
    ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
    timeout: request.timeoutMs ?? 0,
    env: request.environment ?? {},
    extendEnv: request.environment === undefined,
    stdio: "inherit",
    reject: false,
  });
  const why = result.timedOut ? "timed-out" : result.isCanceled ? "aborted" : "by-itself";
  const exitCode = result.exitCode ?? exitCodeFor(result.signal);
  return processResult({ code: result.code, exitCode, signal: undefined, why }, "", "");
}

/** As a shell counts: 128 and the number of the signal. */
function exitCodeFor(signal: NodeJS.Signals | undefined): number | undefined {
  return signal === undefined ? undefined : 128 + constants.signals[signal];
}
