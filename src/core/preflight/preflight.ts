import type { Check, Finding } from "./check.ts";
import type { Clock } from "../../world/clock.ts";
import type { World } from "../../world/world.ts";

interface PreflightReport {
  /** Failures first, then warnings, what was skipped, what is well; within each as the checks were given. */
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** Runs all checks at once. It takes no longer than its slowest check, and that no longer than its limit. */
export async function preflight(
  world: World,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<PreflightReport> {
  const started = world.clock.elapsedMs();
  const findings = await Promise.all(checks.map(async (check) => runCheck(world, check, signal)));
  return { findings: mostUrgentFirst(findings.flat()), durationMs: world.clock.elapsedMs() - started };
}

async function runCheck(world: World, check: Check, signal: AbortSignal): Promise<readonly Finding[]> {
  const limit = { ms: check.timeoutMs, signal };
  try {
    const findings = await withinTime(world.clock, limit, async (signal) => check.run(world, signal));
    return findings === "timed-out" ? [timedOut(check, signal)] : findings;
  } catch (error) {
    return [broken(check, error)];
  }
}

function timedOut(check: Check, signal: AbortSignal): Finding {
  const title = signal.aborted
    ? `${check.name}: interrupted`
    : `${check.name}: not known, it took longer than ${check.timeoutMs / 1000} s`;
  return { id: `${check.name}.timed-out`, status: "skip", title, detail: "", fix: "", data: {} };
}

/** A check that breaks is our fault, not the host's: it must neither block a start nor hide the other findings. */
function broken(check: Check, error: unknown): Finding {
  return {
    id: `${check.name}.broken`,
    status: "skip",
    title: `${check.name}: not known, the check itself failed`,
    detail: error instanceof Error ? error.message : String(error),
    fix: "",
    data: {},
  };
}

const urgency = ["fail", "warn", "skip", "pass"];

/** Failures first, then warnings, what was skipped, what is well. */
export function mostUrgentFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => urgency.indexOf(one.status) - urgency.indexOf(other.status));
}

/** `up --ignore`: a failed check with one of these ids becomes a warning that says so. */
export function ignored(findings: readonly Finding[], ids: readonly string[]): readonly Finding[] {
  const demoted = findings.map((finding) =>
    finding.status === "fail" && ids.includes(finding.id)
      ? { ...finding, status: "warn" as const, title: `${finding.title} (ignored)` }
      : finding,
  );
  return mostUrgentFirst(demoted);
}

/** Whether a start may not begin. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some(({ status }) => status === "fail");
}

/**
 * What `work` comes to, or "timed-out" after `ms`. The signal it gets aborts then; work that does not heed it (a child
 * stuck in the kernel cannot even be killed) is left behind, not waited for.
 */
export async function withinTime<T>(
  clock: Clock,
  limit: { readonly ms: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | "timed-out"> {
  const over = new AbortController();
  const signal = AbortSignal.any([limit.signal, over.signal]);
  try {
    return await Promise.race([work(signal), expiry(clock, limit.ms, signal)]);
  } finally {
    over.abort();
  }
}

async function expiry(clock: Clock, ms: number, signal: AbortSignal): Promise<"timed-out"> {
  await clock.sleep(ms, signal);
  return "timed-out";
}
