import type { Readable, Writable } from "node:stream";
import type { execa as Execa } from "execa";
import { startDeadline } from "./deadline.ts";
import type { Deadline } from "./deadline.ts";
import { endGroup, trackGroup } from "./process-group.ts";
import type { ChildEnding } from "./process-result.ts";
import type { ProcessRequest } from "./processes.ts";

export type OnChunk = (chunk: Uint8Array, from: "stdout" | "stderr") => void;

/** What execa gives that is needed here. */
export interface Child extends PromiseLike<Result> {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: "exit", listener: () => void): unknown;
}

interface Result {
  readonly code?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

/** A process that daemonised keeps our end of the pipe open: after its parent's exit nothing is worth waiting for. */
const afterExitMs = 1000;

export function runChild(request: ProcessRequest, onChunk: OnChunk): Promise<ChildEnding> {
  const standardInput = request.input === undefined ? "ignore" : { text: request.input };
  return runWired(request, standardInput, (child) => {
    child.stdout.on("data", (chunk: Uint8Array) => {
      onChunk(chunk, "stdout");
    });
    child.stderr.on("data", (chunk: Uint8Array) => {
      onChunk(chunk, "stderr");
    });
  });
}

type StandardInput = "ignore" | "pipe" | { readonly text: string };

/** `wire` connects the streams of the child as soon as there is one. */
export async function runWired(
  request: ProcessRequest,
  standardInput: StandardInput,
  wire: (child: Child) => void,
): Promise<ChildEnding> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    if (deadline.signal.aborted) return endedBefore();
    const { execa } = await import("execa");
    const child = spawn(execa, request, standardInput);
    wire(child);
    const result = await watched(child, deadline);
    return {
      code: result.code,
      exitCode: result.exitCode,
      signal: result.signal,
      why: whyEnded(deadline),
    };
  } finally {
    deadline.end();
  }
}

function endedBefore(): ChildEnding {
  return { code: undefined, exitCode: undefined, signal: undefined, why: "aborted" };
}

function spawn(execa: typeof Execa, request: ProcessRequest, standardInput: StandardInput): Child {
  return execa(request.command, request.args, {
    ...(request.directory === undefined ? {} : { cwd: request.directory }),
    ...(typeof standardInput === "string" ? { stdin: standardInput } : { input: standardInput.text }),
    env: request.environment ?? {},
    extendEnv: request.environment === undefined,
    detached: true, // a group of its own, which can be ended as a whole
    reject: false,
    buffer: false,
    encoding: "buffer",
  });
}

async function watched(child: Child, deadline: Deadline): Promise<Result> {
  if (child.pid === undefined) return await child;
  const letGo = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const cleanUps = [trackGroup(child.pid), endOnAbort(child.pid, deadline.signal, letGo)];
  child.once("exit", () => {
    const timer = setTimeout(letGo, afterExitMs);
    cleanUps.push(() => {
      clearTimeout(timer);
    });
  });
  try {
    return await child;
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

function endOnAbort(processId: number, signal: AbortSignal, onKilled: () => void): () => void {
  let stop: (() => void) | undefined;
  const end = (): void => {
    stop = endGroup(processId, onKilled);
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return () => stop?.();
}

function whyEnded(deadline: Deadline): ChildEnding["why"] {
  if (!deadline.signal.aborted) return "by-itself";
  return deadline.hasPassed() ? "timed-out" : "aborted";
}
