import { asksPerExec, isPatient, probeDelayMs, ungatedDelayMs } from "./backoff.ts";
import { hostOf } from "./probes/probe.ts";
import type { CheckedPage, Gate, Probe, ProbeCommand, ProofAnswer, ProofTarget } from "./probes/probe.ts";

export interface ProofProgress {
  readonly awaiting: string;
  readonly output: string;
  readonly exitCode: number | undefined;
  readonly closedHints?: readonly number[];
}

interface Attempt {
  readonly target: ProofTarget;
  readonly startedMs: number;
  readonly onProgress: (progress: ProofProgress) => void;
}

/** What proved a container, and at which of its ports, where it was one. */
export interface Proven {
  readonly by: string;
  readonly port?: number;
}

/**
 * Asks each probe until it says yes, then the next. Resolves with what proved the container, with `cannot-ask` when none
 * could be asked here, or with undefined when the signal ended it.
 */
export async function proveContainer(
  probes: readonly Probe[],
  attempt: Attempt,
): Promise<Proven | "cannot-ask" | undefined> {
  let proven: Proven | undefined;
  for (const probe of probes) {
    attempt.onProgress({ awaiting: probe.description, output: "", exitCode: undefined });
    const answer = await untilYes(probe, attempt);
    if (answer === undefined) return undefined;
    if (answer !== "cannot-ask") proven = answer;
  }
  return proven ?? "cannot-ask";
}

async function untilYes(probe: Probe, attempt: Attempt): Promise<Proven | "cannot-ask" | undefined> {
  const { target, startedMs, onProgress } = attempt;
  const { clock } = target.world;
  const delayMs = (): number => probeDelayMs(probe.cost(target), clock.elapsedMs() - startedMs);
  const asking: Asking = { canRepeat: true };
  const { gate } = probe;
  while (!target.signal.aborted) {
    const isOpen = gate === undefined || (await untilWorthAsking(gate, attempt));
    const pace = { asking, delayMs: delayMs() };
    const answer =
      gate === undefined || isOpen
        ? await ask(probe, target, pace)
        : await askBehindClosedGate(probe, { gate, attempt, pace });
    if (target.signal.aborted) return undefined;
    if (answer === "opened") continue;
    if (answer.kind === "yes") return provenBy(probe, answer);
    if (answer.kind === "cannot-ask") return answer.kind;
    const { kind: _, ...seen } = answer;
    onProgress({ awaiting: probe.description, ...seen });
    // behind a closed gate the next thing is to look at the gate
    if (isOpen) await clock.sleep(delayMs(), target.signal);
  }
  return undefined;
}

function provenBy({ description }: Probe, { by, port }: Extract<ProofAnswer, { kind: "yes" }>): Proven {
  return { by: by ?? description, ...(port === undefined ? {} : { port }) };
}

interface Asking {
  /** Until it has turned out that the image has no shell for it. */
  canRepeat: boolean;
}

interface Pace {
  readonly asking: Asking;
  readonly delayMs: number;
}

async function ask(probe: Probe, target: ProofTarget, { asking, delayMs }: Pace): Promise<ProofAnswer> {
  const { command } = probe;
  const times = asksPerExec(delayMs);
  if (command !== undefined && asking.canRepeat && isPatient(delayMs) && times > 1) {
    const answer = await askSeveralTimes({ ...command, times, pauseMs: delayMs }, target);
    if (answer !== undefined) return answer;
    // what was cut short says nothing of the image
    asking.canRepeat = target.signal.aborted;
  }
  return probe.ask(target);
}

interface Closed {
  readonly gate: Gate;
  readonly attempt: Attempt;
  readonly pace: Pace;
}

/** The command may look at something else than the gate; nobody waits for its answer once the gate has opened. */
async function askBehindClosedGate(
  probe: Probe,
  { gate, attempt, pace }: Closed,
): Promise<ProofAnswer | "opened"> {
  const { target } = attempt;
  if (!gate.mayBePrivate) return probe.ask(target);
  const over = new AbortController();
  const meanwhile = { ...target, signal: AbortSignal.any([target.signal, over.signal]) };
  const opening = untilOpen(gate, { ...attempt, target: meanwhile }, Number.POSITIVE_INFINITY);
  target.world.background.begin(opening.then(() => over.abort()));
  const answer = await ask(probe, meanwhile, pace);
  over.abort();
  return (await opening) && answer.kind !== "yes" ? "opened" : answer;
}

/** Until the gate is open; now and then, with false, all the same, for the command may look at something else. */
function untilWorthAsking(gate: Gate, attempt: Attempt): Promise<boolean> {
  const sinceStartMs = attempt.target.world.clock.elapsedMs() - attempt.startedMs;
  const patienceMs = gate.mayBePrivate ? probeDelayMs("command", sinceStartMs) : ungatedDelayMs(sinceStartMs);
  return untilOpen(gate, attempt, patienceMs);
}

/** False when it stays closed for so long, or when the attempt ends. */
async function untilOpen(gate: Gate, { target, startedMs }: Attempt, patienceMs: number): Promise<boolean> {
  const { clock } = target.world;
  const beganMs = clock.elapsedMs();
  while (!target.signal.aborted && clock.elapsedMs() - beganMs < patienceMs) {
    if (await isGateOpen(gate, target)) return true;
    await clock.sleep(probeDelayMs("connection", clock.elapsedMs() - startedMs), target.signal);
  }
  return false;
}

interface Repeated extends ProbeCommand {
  readonly times: number;
  readonly pauseMs: number;
}

/**
 * Runs a command inside a container until it succeeds, so many times at most, all in one exec: to begin an exec costs the
 * host ten times what most health checks do. Undefined where that cannot be done, for want of a shell or of `sleep`.
 */
async function askSeveralTimes(
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

const timeoutMs = 2_000;

/** Whether a health check behind this gate may succeed now; true where that cannot be seen from here. */
async function isGateOpen({ ports, page }: Gate, target: ProofTarget): Promise<boolean> {
  const { address } = target;
  if (address === undefined || ports.length === 0) return true;
  const answers = await Promise.all(ports.map(async (port) => connects(address, port, target)));
  return answers.includes(true) && (page === undefined || (await isServed(page, address, target)));
}

async function connects(address: string, port: number, { world, signal }: ProofTarget): Promise<boolean> {
  return (await world.network.connect({ address, port, timeoutMs, settleMs: 0, signal })) === "open";
}

/** A server that is not done says so with 5xx; anything else may be what the check wants, or what only it can judge. */
async function isServed(
  { port, path }: CheckedPage,
  address: string,
  { world, signal }: ProofTarget,
): Promise<boolean> {
  const url = `http://${hostOf(address)}:${String(port)}${path}`;
  const answer = await world.network.get({ url, timeoutMs, signal });
  return answer.kind === "failed" ? answer.reason === "not-http" : answer.status < 500;
}
