import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { PassThrough } from "node:stream";
import type { Readable, Writable } from "node:stream";
import type { ProcessRequest } from "./processes.ts";
import { errorCode } from "../system-error.ts";

/** A child with its streams. One that could not be started has no id, and streams that have ended. */
export interface Child {
  readonly pid: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** When it is over and its streams are closed. */
  readonly ended: Promise<Exit>;
  readonly onExit: (listener: () => void) => void;
}

export interface Exit {
  /** Why it could not be started, as the system names it. */
  readonly code: string | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export type StandardInput = "ignore" | "pipe" | { readonly text: string };

/** By Node's own means: this is on the way of every start, and execa takes longer to load than most children to run. */
export function spawnChild(request: ProcessRequest, standardInput: StandardInput): Child {
  try {
    const child = spawn(request.command, request.args, optionsFor(request, standardInput));
    const { pid, stdin, stdout, stderr } = child;
    const ended = ending(child);
    if (pid === undefined || stdout === null || stderr === null) return { ...unborn(), ended };
    if (typeof standardInput === "object") write(stdin, standardInput.text);
    return { pid, stdin, stdout, stderr, ended, onExit: (listener) => void child.once("exit", listener) };
  } catch (error) {
    // what no child was even tried with: arguments longer than the system takes
    return { ...unborn(), ended: Promise.resolve(failure(error)) };
  }
}

function optionsFor(request: ProcessRequest, standardInput: StandardInput): SpawnOptions {
  return {
    ...(request.directory === undefined ? {} : { cwd: request.directory }),
    ...(request.environment === undefined ? {} : { env: request.environment }),
    stdio: [standardInput === "ignore" ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true, // a group of its own, which can be ended as a whole
  };
}

function ending(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(failure(error));
    });
    child.once("close", (exitCode, signal) => {
      resolve({ code: undefined, exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** A child need not read what it is given. */
function write(stdin: Writable | null, text: string): void {
  stdin?.on("error", () => undefined);
  stdin?.end(text);
}

function unborn(): Omit<Child, "ended"> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdout.end();
  stderr.end();
  return { pid: undefined, stdin: null, stdout, stderr, onExit: () => undefined };
}

function failure(error: unknown): Exit {
  return { code: errorCode(error) ?? String(error), exitCode: undefined, signal: undefined };
}
