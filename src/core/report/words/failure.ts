import type { FailureReason, TimeoutReason } from "../../proof/state.ts";
import { cleanLines } from "../clean.ts";
import { bytes } from "../../../world/bytes.ts";
import { commands } from "./commands.ts";
import type { Target } from "./commands.ts";
import { duration } from "./duration.ts";
import { exitCodeMeaning } from "./ending.ts";
import { wayAround, whatWasRefused } from "./refusal.ts";

/** `what` follows the service's name ("exited with code 1"); `fix` says the one thing to do, commands in backticks. */
interface FailureDescription {
  readonly what: string;
  readonly fix: string;
}

/** Every way a service can fail, in plain words. `silent`: its log was looked at, and is empty. */
export function describeFailure(
  reason: FailureReason,
  service: string,
  target: Target,
  silent = false,
): FailureDescription {
  return { what: whatHappened(reason), fix: whatToDo(reason, service, { target, silent }) };
}

function whatHappened(reason: FailureReason): string {
  switch (reason.kind) {
    case "exited":
      return reason.exitCode === 0 && reason.wasReady !== true
        ? "exited with 0 before it was ready"
        : `exited with code ${reason.exitCode}${exitCodeMeaning(reason.exitCode)}`;
    case "out-of-memory":
      return `was killed because it ran out of memory${limit(reason.limitBytes)}`;
    case "crash-loop":
      return `keeps crashing: restarted ${times(reason.restarts)}, last with exit code ${reason.exitCode}${exitCodeMeaning(reason.exitCode)}`;
    case "unhealthy":
      return `is unhealthy: its health check ${checkAnswer(reason.checkOutput, reason.checkExitCode)}`;
    case "killed-by-own-check":
      return `was restarted ${times(reason.restarts)} by its own health check while it was still loading`;
    case "not-started":
      return `could not be started: ${reason.message}`;
    case "not-built":
      return `could not be built: ${reason.message}`;
    case "port-taken":
      return `could not have ${port(reason.port)}: something else took it after the check (${reason.message})`;
    case "refused":
      return whatWasRefused(reason);
    case "image-missing":
      return `has no image: ${reason.image} could not be had (${reason.message})`;
    case "command-not-found":
      return `cannot run: its image does not have the command it is told to run (${reason.message})`;
    case "gpu-refused":
      return `was refused a GPU by the engine: ${reason.message}`;
    case "gpu-mismatch":
      return `does not see the GPUs planned for it: planned ${gpus(reason.planned)}, seen ${gpus(reason.seen)}`;
    case "disappeared":
      return "is gone: its container was removed from outside during the start";
    case "engine-lost":
      return `is unknown: the Docker Engine stopped answering (${reason.message})`;
    case "timed-out":
      return timedOut(reason);
  }
}

interface About {
  readonly target: Target;
  readonly silent: boolean;
}

function whatToDo(reason: FailureReason, service: string, about: About): string {
  const { target } = about;
  const again = `\`${commands.up(target)}\``;
  switch (reason.kind) {
    case "exited":
    case "crash-loop":
    case "unhealthy":
      return seeWhy(service, about);
    case "out-of-memory":
      return `${roomFor(reason.limitBytes)}, then ${again}`;
    case "killed-by-own-check":
      return `give its health check a start_period of at least ${wholeSeconds(reason.neededStartPeriodMs)}, then ${again}`;
    case "not-started":
      return `compare what the engine says with what it is told: \`${commands.compose(target, "config", service)}\``;
    case "not-built":
      return `see all that its build says: \`${commands.compose(target, "build", service)}\``;
    case "refused":
      return wayAround(reason, target);
    case "port-taken":
      return `see what is in the way: \`${commands.doctor(target)}\``;
    case "image-missing":
      if (reason.fix !== undefined) return `${reason.fix.trim()}, then ${again}`;
      return `check the image's name and the login to its registry, then \`${commands.compose(target, "pull", service)}\``;
    case "command-not-found":
      return `compare its command and entrypoint: \`${commands.compose(target, "config", service)}\``;
    case "gpu-refused":
      return foreignDriver.test(reason.message)
        ? `correct the driver of its devices in its Compose file (NVIDIA's is nvidia), then ${again}`
        : `see what the engine lacks for it: \`${commands.doctor(target, "--deep")}\``;
    case "gpu-mismatch":
      return seeCards(reason.seen, service, target);
    case "disappeared":
      return `start it again: ${again}`;
    case "engine-lost":
      return `see whether the engine runs: \`${commands.doctorEverywhere()}\``;
    case "timed-out":
      return reason.progress === "stuck" ? seeWhy(service, about) : moreTime(reason, target);
  }
}

/** No toolkit would bring it. */
const foreignDriver = /could not select device driver "(?!nvidia")[^"]/iu;

/** An empty log says nothing: then what it is told to run does. */
function seeWhy(service: string, { target, silent }: About): string {
  return silent
    ? `it logged nothing; see what it is told to run: \`${commands.compose(target, "config", service)}\``
    : `read its log: \`${commands.logs(target, service, "--tail 100")}\``;
}

/** Without a limit of its own there is none to raise: it was the machine's memory, or what the engine may take of it. */
function roomFor(limitBytes: number | undefined): string {
  return limitBytes === undefined
    ? "end what takes most (docker stats --no-stream), or let it need less"
    : "raise its memory limit (mem_limit or deploy.resources.limits.memory in its Compose file)";
}

/** A container that sees none has lost the way to the driver; one that sees others is given others. */
function seeCards(seen: readonly string[], service: string, target: Target): string {
  return seen.length === 0
    ? `see whether any container sees them: \`${commands.doctor(target, "--deep")}\`; if one does, restart this: ${commands.compose(target, "restart", service)}`
    : `correct which cards its Compose file gives it (device_ids, NVIDIA_VISIBLE_DEVICES); those that are here: \`${commands.gpu()}\``;
}

/** The limit that it ran into is the one to raise. */
function moreTime({ ofRun, afterMs }: TimeoutReason, target: Target): string {
  return ofRun === true
    ? `allow the run more time: \`${commands.up(target, `--timeout ${wholeSeconds(2 * afterMs)}`)}\``
    : `allow it more time (x-stack: ready-within), then \`${commands.up(target)}\``;
}

function timedOut(reason: TimeoutReason): string {
  const phase = reason.phase === undefined ? "" : ` in phase "${reason.phase}"`;
  const said = lastLine(reason.lastAnswer);
  const awaited = `awaited: ${reason.awaiting}${said === undefined ? "" : `, which last said "${said}"`}`;
  return reason.progress === "progressing"
    ? `was not ready after ${duration(reason.afterMs)}, but still advancing${phase}; ${awaited}`
    : `is stuck${phase}: nothing advanced and it was not ready after ${duration(reason.afterMs)}; ${awaited}`;
}

function checkAnswer(output: string, exitCode: number | undefined): string {
  const failed = exitCode === undefined ? "failed" : `failed with exit code ${exitCode}`;
  const said = lastLine(output);
  return said === undefined ? `${failed} and printed nothing` : `${failed} and said "${said}"`;
}

function lastLine(output: string): string | undefined {
  return cleanLines(output)
    .findLast((line) => line.trim() !== "")
    ?.trim();
}

function limit(bytesAllowed: number | undefined): string {
  return bytesAllowed === undefined
    ? " (the host's: it has no limit of its own)"
    : ` (its limit is ${bytes(bytesAllowed)})`;
}

function port(number: number | undefined): string {
  return number === undefined ? "its port" : `port ${number}`;
}

function gpus(ids: readonly string[]): string {
  return ids.length === 0 ? "none" : ids.join(", ");
}

/** Rounded up to a round figure, as it would be written into a Compose file. */
function wholeSeconds(ms: number): string {
  return `${Math.max(5, Math.ceil(ms / 5_000) * 5)}s`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** As Compose writes it, but short where nothing is special: what is open to others must be seen. */
export function portText(port: {
  readonly host: number | null;
  readonly container: number;
  readonly address: string;
}): string {
  const isLoopback = port.address === "127.0.0.1" || port.address === "::1";
  const address = isLoopback ? "" : `${port.address === "" ? "0.0.0.0" : bracketed(port.address)}:`;
  if (port.host === null) return `${port.container} inside`;
  const isSame = isLoopback && port.host === port.container;
  return isSame ? String(port.host) : `${address}${port.host}:${port.container}`;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
