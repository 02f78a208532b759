import { askSeveralTimes } from "./ask-several-times.ts";
import { asksPerExec, isPatient, probeDelayMs, ungatedDelayMs } from "./backoff.ts";
import { isGateOpen } from "./gate-open.ts";
import type { Gate, ProofStep } from "./proving.ts";
import { commandOf, describeProof, tryProof } from "./try-proof.ts";
import type { ProofAnswer, ProofTarget } from "./try-proof.ts";

interface ProofProgress {
  readonly awaiting: string;
  readonly output: string;
  readonly exitCode: number | undefined;
}

interface Attempt {
  readonly target: ProofTarget;
  readonly startedMs: number;
  readonly onProgress: (progress: ProofProgress) => void;
}

/**
 * Asks each step until it says yes, then the next. Resolves with what proved the container, with `cannot-ask` when no
 * step could be asked here, or with undefined when the signal ended it.
 */
export async function proveContainer(
  steps: readonly ProofStep[],
  attempt: Attempt,
): Promise<{ readonly by: string } | "cannot-ask" | undefined> {
  let by: string | undefined;
  for (const step of steps) {
    attempt.onProgress({ awaiting: describeProof(step), output: "", exitCode: undefined });
    const answer = await untilYes(step, attempt);
    if (answer === undefined) return undefined;
    if (answer === "yes") by = describeProof(step);
  }
  return by === undefined ? "cannot-ask" : { by };
}

async function untilYes(step: ProofStep, attempt: Attempt): Promise<"yes" | "cannot-ask" | undefined> {
  const { target, startedMs, onProgress } = attempt;
  const { clock } = target.world;
  const delayMs = (): number => probeDelayMs(costOf(step, target), clock.elapsedMs() - startedMs);
  const asking: Asking = { canRepeat: true };
  while (!target.signal.aborted) {
    const isOpen = step.kind !== "health-check" || (await untilWorthAsking(step.gate, attempt));
    const answer = await ask(step, target, { asking, isOpen, delayMs: delayMs() });
    if (target.signal.aborted) return undefined;
    if (answer.kind !== "no") return answer.kind;
    onProgress({ awaiting: describeProof(step), output: answer.output, exitCode: answer.exitCode });
    // behind a closed gate the next thing is to look at the gate
    if (isOpen) await clock.sleep(delayMs(), target.signal);
  }
  return undefined;
}

interface Asking {
  /** Until it has turned out that the image has no shell for it. */
  canRepeat: boolean;
}

interface Pace {
  readonly asking: Asking;
  readonly isOpen: boolean;
  readonly delayMs: number;
}

async function ask(
  step: ProofStep,
  target: ProofTarget,
  { asking, isOpen, delayMs }: Pace,
): Promise<ProofAnswer> {
  const command = commandOf(step);
  const times = asksPerExec(delayMs);
  if (command !== undefined && isOpen && asking.canRepeat && isPatient(delayMs) && times > 1) {
    const answer = await askSeveralTimes({ ...command, times, pauseMs: delayMs }, target);
    if (answer !== undefined) return answer;
    asking.canRepeat = false;
  }
  return tryProof(step, target);
}

/** Until the gate is open; now and then, with false, all the same, for the command may look at something else. */
async function untilWorthAsking(gate: Gate, { target, startedMs }: Attempt): Promise<boolean> {
  const { clock } = target.world;
  const sinceStart = (): number => clock.elapsedMs() - startedMs;
  const patienceMs = gate.mayBePrivate ? probeDelayMs("command", sinceStart()) : ungatedDelayMs(sinceStart());
  const askAnywayMs = sinceStart() + patienceMs;
  while (!target.signal.aborted && sinceStart() < askAnywayMs) {
    if (await isGateOpen(gate, target)) return true;
    await clock.sleep(probeDelayMs("connection", sinceStart()), target.signal);
  }
  return false;
}

function costOf(step: ProofStep, target: ProofTarget): "command" | "connection" {
  if (step.kind === "health-check") return "command";
  if (step.kind === "declared" && step.probe.kind === "exec") return "command";
  return target.address === undefined ? "command" : "connection";
}
