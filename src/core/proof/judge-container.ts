import type { RestartPolicy } from "../../world/engine/container.ts";
import type { ContainerFacts, Exit } from "./container-facts.ts";
import { leftOfHintMs } from "./port-hint.ts";
import type { FailureReason } from "./state.ts";
import type { WatchedService } from "./watched-facts.ts";

export type Verdict =
  /** Nothing is decided; look again after `wakeInMs` at the latest. */
  | { readonly kind: "waiting"; readonly wakeInMs: number }
  /** Proven: dependents may go on; the stability window is still open. */
  | { readonly kind: "proven"; readonly wakeInMs: number }
  | { readonly kind: "ready" }
  | { readonly kind: "completed" }
  | { readonly kind: "unproven" }
  | { readonly kind: "failed"; readonly reason: FailureReason };

const stableWithProbeMs = 500;
const stableWithoutProbeMs = 5_000;

/**
 * A crash loop is three crashes, or two of something that had lived for a while: those take minutes to repeat. What may
 * be a job that is tried until it succeeds has a few tries more.
 */
export const crashesOfALoop = 3;
const failuresOfAJob = 5;
export const livedAWhileMs = 10_000;

/**
 * Who ends a container from outside may be about to start it again, or to remove it; and that the kernel ended it for its
 * memory the engine may tell only after its death.
 */
const outsideActsWithinMs = 1_000;
const killedExitCode = 137;

/** What the facts come to now. `provable`: a probe of some kind exists, so that "no news" is not the end of it. */
export function judgeContainer(
  facts: ContainerFacts,
  rules: WatchedService,
  provable: boolean,
  nowMs: number,
): Verdict {
  if (facts.removed) return failed({ kind: "disappeared" });
  const exit = facts.exits.at(-1);
  if (exit?.outOfMemory === true) {
    return failed(ranOutOfMemory(rules));
  }
  const leftMs = exit === undefined ? 0 : leftForOutsideMs(facts, exit, nowMs);
  if (leftMs > 0) return { kind: "waiting", wakeInMs: leftMs };
  if (!facts.running) {
    const ended = exit === undefined ? undefined : judgeExited(facts, rules, exit);
    return ended ?? waitUntil(facts, rules, nowMs);
  }
  if (facts.proven === undefined && facts.exits.length >= crashesAllowed(facts, rules))
    return failed(crashLoop(facts, rules));
  if (facts.wrongGpus !== undefined)
    return failed({ kind: "gpu-mismatch", planned: rules.gpuUuids ?? [], seen: facts.wrongGpus });
  return facts.proven === undefined || rules.onlyEndCounts === true
    ? judgeUnproven(facts, rules, provable, nowMs)
    : judgeStable(facts.startedMs + stableForMs(rules, true) - nowMs);
}

function leftForOutsideMs(
  { running, signalled, startedMs }: ContainerFacts,
  exit: Exit,
  nowMs: number,
): number {
  const mayHaveMore = signalled || exit.code === killedExitCode;
  return running || !mayHaveMore ? 0 : startedMs + exit.livedMs + outsideActsWithinMs - nowMs;
}

/** Undefined: the engine starts it again, and nothing is decided. */
function judgeExited(facts: ContainerFacts, rules: WatchedService, exit: Exit): Verdict | undefined {
  if (staysDead(facts.restartPolicy, exit.code) || isExhausted(facts)) {
    const isDone = rules.endsByItself || (mayBeAJob(facts, rules) && !facts.signalled);
    if (exit.code === 0 && isDone) return { kind: "completed" };
    return failed({ kind: "exited", exitCode: exit.code, ...(exit.wasReady ? { wasReady: true } : {}) });
  }
  const longLived = facts.exits.filter((each) => each.livedMs >= livedAWhileMs).length;
  const isLoop =
    facts.exits.length >= crashesAllowed(facts, rules) || (longLived >= 2 && !isTriedAgain(facts, rules));
  return isLoop ? failed(crashLoop(facts, rules)) : undefined;
}

/** Whether the engine lets it be after this end, by its policy alone. */
export function staysDead({ name }: RestartPolicy, exitCode: number): boolean {
  return name === "no" || (name === "on-failure" && exitCode === 0);
}

/** It has been started again as often as its policy allows. */
function isExhausted({ restartPolicy, leftDead }: ContainerFacts): boolean {
  return restartPolicy.name === "on-failure" && leftDead;
}

/** Others wait for its end, or nothing has ever said that it is to go on. */
function mayBeAJob({ health }: ContainerFacts, { endsByItself, serves }: WatchedService): boolean {
  return endsByItself || (!serves && health === "none");
}

/** A job that is tried until it succeeds: that it fails at first is why it was written so. */
function isTriedAgain(facts: ContainerFacts, rules: WatchedService): boolean {
  return facts.restartPolicy.name === "on-failure" && mayBeAJob(facts, rules);
}

/** How many deaths are a loop; tries that are counted are all waited for. */
function crashesAllowed(facts: ContainerFacts, rules: WatchedService): number {
  if (!isTriedAgain(facts, rules)) return crashesOfALoop;
  return facts.restartPolicy.retries > 0 ? Infinity : failuresOfAJob;
}

/** It had died as often as makes a loop before anyone watched: the engine waits ever longer, and the next death may be long in coming. */
function wasLooping({ before, exits }: ContainerFacts): boolean {
  return before.restarts + exits.length >= crashesOfALoop && before.restarts > 0;
}

function crashLoop(facts: ContainerFacts, rules: WatchedService): FailureReason {
  const restarts = facts.before.restarts + Math.max(0, facts.exits.length - 1, facts.starts - 1);
  if (facts.exits.length > 0 && facts.exits.every((exit) => exit.whileUnhealthy)) {
    const longest = Math.max(...facts.exits.map((exit) => exit.livedMs));
    const needed = Math.max(longest * 2, rules.expectedMs ?? 0);
    return { kind: "killed-by-own-check", restarts, neededStartPeriodMs: Math.ceil(needed / 1_000) * 1_000 };
  }
  return { kind: "crash-loop", restarts, exitCode: facts.exits.at(-1)?.code ?? facts.before.exitCode };
}

function judgeUnproven(
  facts: ContainerFacts,
  rules: WatchedService,
  provable: boolean,
  nowMs: number,
): Verdict {
  if (rules.endsByItself) return waitUntil(facts, rules, nowMs);
  if (!provable) {
    const stableMs = wasLooping(facts) ? livedAWhileMs : 0;
    const left = facts.startedMs + Math.max(stableMs, stableForMs(rules, false)) - nowMs;
    return left <= 0 ? { kind: "unproven" } : { kind: "waiting", wakeInMs: left };
  }
  if (facts.closedHints !== undefined && rules.portHint !== undefined) {
    const left = leftOfHintMs(facts, rules.portHint, nowMs);
    return left <= 0 ? { kind: "unproven" } : { kind: "waiting", wakeInMs: left };
  }
  const quietMs = nowMs - facts.advancedMs;
  if (facts.health === "unhealthy" && facts.outOfMemory) return failed(ranOutOfMemory(rules));
  if (facts.health === "unhealthy" && quietMs >= rules.quietForMs) {
    return failed({ kind: "unhealthy", checkOutput: facts.checkOutput, checkExitCode: facts.checkExitCode });
  }
  const waiting = waitUntil(facts, rules, nowMs);
  if (waiting.kind !== "waiting" || facts.health !== "unhealthy") return waiting;
  return { kind: "waiting", wakeInMs: Math.min(waiting.wakeInMs, rules.quietForMs - quietMs) };
}

/** The time it has, what ran before from when it is looked at; past it, whether it still moved says if it was slow or stuck. */
function waitUntil(facts: ContainerFacts, rules: WatchedService, nowMs: number): Verdict {
  const left = Math.max(facts.startedMs, facts.watchedMs) + rules.readyWithinMs - nowMs;
  if (left > 0) return { kind: "waiting", wakeInMs: left };
  // a part of it was killed, though its process 1 lives
  if (facts.outOfMemory) return failed(ranOutOfMemory(rules));
  const isBetweenDeaths = !facts.running || nowMs - facts.startedMs < livedAWhileMs;
  if (isBetweenDeaths && wasLooping(facts)) return failed(crashLoop(facts, rules));
  return failed({
    kind: "timed-out",
    afterMs: rules.readyWithinMs,
    progress: nowMs - facts.advancedMs < rules.quietForMs ? "progressing" : "stuck",
    phase: facts.phase,
    awaiting: facts.awaiting,
    lastAnswer: facts.checkOutput,
  });
}

function ranOutOfMemory({ memoryLimitBytes }: WatchedService): FailureReason {
  return { kind: "out-of-memory", limitBytes: memoryLimitBytes };
}

function judgeStable(leftMs: number): Verdict {
  return leftMs <= 0 ? { kind: "ready" } : { kind: "proven", wakeInMs: leftMs };
}

function stableForMs(rules: WatchedService, withProbe: boolean): number {
  return rules.stableForMs ?? (withProbe ? stableWithProbeMs : stableWithoutProbeMs);
}

function failed(reason: FailureReason): Verdict {
  return { kind: "failed", reason };
}
