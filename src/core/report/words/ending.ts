import type { Result, ServiceResult } from "../../events/event.ts";
import type { Story } from "../run/story.ts";
import { commands } from "./commands.ts";
import type { Target } from "./commands.ts";
import { duration } from "./duration.ts";
import { count, listing } from "./lists.ts";
import { testCounts } from "./test-run.ts";
import type { LockHolder } from "../../../world/locks/locks.ts";

/** What came of a run, in one sentence. */
export function ending(result: Result, story: Story): string {
  const name = result.rehearsal ? `the rehearsal of ${result.environment}` : result.environment;
  if (!result.ok || result.exitCode !== 0)
    return result.message || failedTests(result) || `${name} ${failedEnding(result.exitCode)}${who(result)}`;
  if (result.tests !== undefined)
    return `${name} passed in ${duration(result.totalMs)}: ${testCounts(result.tests)}`;
  if (isAlreadyRunning(story))
    return `${name} is already running, proven again in ${duration(result.totalMs)}`;
  const unproven = result.services.filter(({ state }) => state === "unproven").length;
  const doubt = unproven === 0 ? "" : `, ${unproven} of them unproven`;
  const starting = result.services.filter(({ state }) => state === "starting").map(({ name }) => name);
  const toCome = starting.length === 0 ? "" : `, ${listing(starting, 3)} still starting`;
  return `${name} is up: ${count(result.services.length, "service")} in ${duration(result.totalMs)}${doubt}${toCome}`;
}

function failedTests({ environment, exitCode, tests }: Result): string {
  return exitCode === 7 && tests !== undefined ? `${environment} ran: ${testCounts(tests)}` : "";
}

/** The time line of the summary: "ready in 31.2 s; critical path a → b 30.9 s; 0.3 s lost". */
export function timing(result: Result, story: Story, arrow: string): string {
  if (result.against !== undefined) return duration(result.totalMs);
  if (isAlreadyRunning(story)) return `proven again in ${duration(result.totalMs)}`;
  return `${result.ok ? "ready in" : "ended after"} ${pathTiming(result, arrow)}`;
}

export function pathTiming(
  run: Pick<Result, "totalMs" | "lostMs" | "criticalPath" | "criticalMs">,
  arrow: string,
): string {
  const total = duration(run.totalMs);
  if (run.criticalPath.length === 0) return total;
  const path = run.criticalPath.join(` ${arrow} `);
  return `${total}; critical path ${path} ${duration(run.criticalMs)}; ${duration(run.lostMs)} lost`;
}

function isAlreadyRunning({ services }: Story): boolean {
  return services.size > 0 && [...services.values()].every(({ isKept }) => isKept);
}

/** The services that the exit code is about. */
function who({ services, exitCode }: Result): string {
  const state = exitCode === 6 ? "degraded" : "failed";
  const names = services.filter((service) => service.state === state).map((service) => service.name);
  return names.length === 0 || ![4, 5, 6].includes(exitCode) ? "" : `: ${listing(names, 3)}`;
}

/** Where the message of the outcome itself is missing. */
function failedEnding(exitCode: number): string {
  switch (exitCode) {
    case 2:
      return "cannot be started as it is written";
    case 3:
      return "was not started: a prerequisite is missing, nothing was changed";
    case 4:
      return "did not come up";
    case 5:
      return "was not ready in time";
    case 6:
      return "is up, but degraded";
    case 7:
      return "ran, and its tests failed";
    case 8:
      return "is being worked on by another run of stack";
    case 130:
      return "was interrupted";
    case 143:
      return "was terminated";
    default:
      return `ended with exit code ${exitCode}`;
  }
}

/** What a container's exit code says by convention; empty where it says nothing beyond "failed". */
export function exitCodeMeaning(exitCode: number): string {
  const meaning = meanings[exitCode];
  return meaning === undefined ? "" : ` (${meaning})`;
}

const meanings: Readonly<Record<number, string>> = {
  0: "without an error, but it should have kept running",
  126: "its command is not executable",
  127: "its command was not found",
  132: "illegal instruction: the image is built for another processor",
  134: "it aborted",
  137: "killed by SIGKILL",
  139: "it crashed with a segmentation fault",
  143: "ended by SIGTERM",
};

/** What an interrupted start leaves behind, and how to go on. */
export function interruptedSentence(
  services: readonly ServiceResult[],
  target: Target,
): { readonly message: string; readonly fix: string } {
  const named = (wanted: (row: ServiceResult) => boolean): readonly string[] =>
    services.filter(wanted).map(({ name }) => name);
  const ready = named(({ state }) => state === "ready" || state === "completed");
  const starting = named(({ state }) => state === "unproven");
  const notStarted = named(({ state }) => state === "skipped");
  const parts = [
    ready.length === 0 ? "" : `${listing(ready)} ${ready.length === 1 ? "runs" : "run"}`,
    starting.length === 0 ? "" : `the engine is still starting ${listing(starting)}`,
    notStarted.length === 0
      ? ""
      : `${listing(notStarted)} ${notStarted.length === 1 ? "was" : "were"} not started`,
  ].filter((part) => part !== "");
  const name = target.rehearsal ? `the rehearsal of ${target.environment}` : target.environment;
  return {
    message: `${name} was interrupted: ${parts.join("; ") || "nothing was started"}`,
    fix: `carry on with \`${commands.up(target)}\`, or stop it with \`${commands.down(target)}\``,
  };
}

/** Who works on the project already, and since when. */
export function lockedSentence(
  holder: LockHolder | undefined,
  target: Target,
): { readonly message: string; readonly fix: string } {
  const who =
    holder === undefined
      ? "another run of stack"
      : `\`${holder.command}\` (pid ${holder.processId}, ${holder.user}, in ${holder.directory}, since ${holder.since})`;
  return {
    message: `${target.environment} is being worked on by ${who}`,
    fix: `wait for it, or look: \`${commands.status(target)}\``,
  };
}
