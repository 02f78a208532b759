import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { PassThrough } from "node:stream";
import type { Readable, Writable } from "node:stream";
import { startDeadline } from "./deadline.ts";
import type { ProcessRequest, ProcessResult } from "./processes.ts";
import { errorCode } from "../system-error.ts";

// By Node's own means and not by execa: this is on the way of every start, and a child runs in a group of its own, which
// is ended as a whole. docs/decisions/0010-child-processes.md has the figures.

/** The streams of a child; those of one that could not be started have ended. */
export interface ChildStreams {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

export type StandardInput = "ignore" | "pipe" | { readonly text: string };

/** How a child ended, as far as Node tells. */
export interface ChildEnding {
  /** Why it could not be started, as the system names it. */
  readonly code: string | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly why: "by-itself" | "timed-out" | "aborted";
}

type Exit = Omit<ChildEnding, "why">;

/** Asked to end, a group has so long until it is made to. */
const graceMs = 2000;
/** A process that daemonised keeps our end of the pipe open: after its parent's exit nothing is worth waiting for. */
const afterExitMs = 1000;

/** `wire` connects the streams of the child as soon as there is one. */
export async function runChild(
  request: ProcessRequest,
  standardInput: StandardInput,
  wire: (streams: ChildStreams) => void,
): Promise<ChildEnding> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    if (deadline.signal.aborted) return { ...failure(undefined), why: "aborted" };
    const child = start(request, standardInput);
    wire(streamsOf(child));
    request.onStarted?.();
    const exit =
      child instanceof Error
        ? failure(errorCode(child) ?? String(child))
        : await watched(child, deadline.signal);
    if (!deadline.signal.aborted) return { ...exit, why: "by-itself" };
    return { ...exit, why: deadline.hasPassed() ? "timed-out" : "aborted" };
  } finally {
    deadline.end();
  }
}

export function processResult(ending: ChildEnding, stdout: string, stderr: string): ProcessResult {
  const { code, exitCode, signal, why } = ending;
  if (why !== "by-itself") return { kind: why, stdout, stderr };
  if (exitCode !== undefined) return { kind: "exited", exitCode, stdout, stderr };
  if (signal !== undefined) return { kind: "killed", signal, stdout, stderr };
  if (code === "EACCES" || code === "EPERM") return { kind: "not-permitted" };
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "not-found" };
  throw new Error(`a process could not be started: ${code ?? "no reason given"}`);
}

/** The error is what no child was even tried with: arguments longer than the system takes. */
function start(request: ProcessRequest, standardInput: StandardInput): ChildProcess | Error {
  const options: SpawnOptions = {
    ...(request.directory === undefined ? {} : { cwd: request.directory }),
    ...(request.environment === undefined ? {} : { env: request.environment }),
    stdio: [standardInput === "ignore" ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
  };
  try {
    const child = spawn(request.command, request.args, options);
    if (typeof standardInput === "object") {
      // a child need not read what it is given
      child.stdin?.on("error", () => undefined).end(standardInput.text);
    }
    return child;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function streamsOf(child: ChildProcess | Error): ChildStreams {
  if (
    !(child instanceof Error) &&
    child.pid !== undefined &&
    child.stdout !== null &&
    child.stderr !== null
  ) {
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr };
  }
  return { stdin: null, stdout: new PassThrough().end(), stderr: new PassThrough().end() };
}

async function watched(child: ChildProcess, signal: AbortSignal): Promise<Exit> {
  const ended = exitOf(child);
  const { pid } = child;
  if (pid === undefined) return ended;
  const letGo = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const cleanUps = [endWithUs(pid), endOnAbort(pid, signal, letGo)];
  child.once("exit", () => {
    const timer = setTimeout(letGo, afterExitMs);
    cleanUps.push(() => {
      clearTimeout(timer);
    });
  });
  try {
    return await ended;
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

/** When it is over and its streams are closed. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(failure(errorCode(error) ?? String(error)));
    });
    child.once("close", (exitCode, signal) => {
      resolve({ code: undefined, exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
}

function failure(code: string | undefined): Exit {
  return { code, exitCode: undefined, signal: undefined };
}

/** Asks the whole group to end, and makes it; what is left once the first has ended heeds nothing, and nobody. */
function endOnAbort(group: number, signal: AbortSignal, onKilled: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(group, "SIGTERM");
    timer = setTimeout(() => {
      signalGroup(group, "SIGKILL");
      onKilled();
    }, graceMs);
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return () => {
    signal.removeEventListener("abort", end);
    if (timer === undefined) return;
    clearTimeout(timer);
    signalGroup(group, "SIGKILL");
  };
}

const living = new Set<number>();

/** Children in groups of their own outlive this process unless they are ended with it. */
function endWithUs(group: number): () => void {
  if (living.size === 0) process.on("exit", endAll);
  living.add(group);
  return () => {
    living.delete(group);
    if (living.size === 0) process.off("exit", endAll);
  };
}

function endAll(): void {
  for (const group of living) signalGroup(group, "SIGTERM");
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // the last of the group has ended meanwhile
  }
}
