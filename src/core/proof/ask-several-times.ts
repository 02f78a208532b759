import type { ProofAnswer, ProofTarget } from "./probes/proof.ts";

export interface Repeated {
  readonly command: readonly string[];
  /** Of each time. */
  readonly timeoutMs: number;
  readonly times: number;
  readonly pauseMs: number;
}

/**
 * Runs a command inside a container until it succeeds, so many times at most, all in one exec: to begin an exec costs the
 * host ten times what most health checks do. Undefined where that cannot be done, for want of a shell or of `sleep`.
 */
export async function askSeveralTimes(
  { command, timeoutMs, times, pauseMs }: Repeated,
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer | undefined> {
  const given = [String(times), (pauseMs / 1_000).toFixed(2), ...command];
  const answer = await world.engine.exec({
    containerId: detail.id,
    command: ["/bin/sh", "-c", script, "stack", ...given],
    timeoutMs: times * pauseMs + timeoutMs,
    signal,
  });
  if (answer.kind === "failed") return undefined;
  if (answer.value.kind === "timed-out")
    return { kind: "no", output: `no answer within ${String(timeoutMs)} ms`, exitCode: undefined };
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode === 0) return { kind: "yes" };
  // by the shell's convention these say that something could not be run
  if (exitCode >= noSleep && exitCode <= notFound) return undefined;
  return { kind: "no", output: `${stdout}${stderr}`.trim(), exitCode };
}

const noSleep = 125;
const notFound = 127;

/** Ends by itself: nothing else could end it. */
const script = `
times=$1 pause=$2
shift 2
while :; do
  said=$("$@" 2>&1)
  code=$?
  [ $code -eq 0 ] && exit 0
  times=$((times - 1))
  if [ $times -le 0 ]; then printf '%s' "$said"; exit $code; fi
  sleep "$pause" || exit ${String(noSleep)}
done`;
