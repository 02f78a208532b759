import { startDeadline } from "./deadline.ts";
import type { Deadline } from "./deadline.ts";
import { endGroup, trackGroup } from "./process-group.ts";
import type { ChildEnding } from "./process-result.ts";
import type { ProcessRequest } from "./processes.ts";
import { spawnChild } from "./spawn-child.ts";
import type { Child, Exit, StandardInput } from "./spawn-child.ts";

export type OnChunk = (chunk: Uint8Array, from: "stdout" | "stderr") => void;

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

/** `wire` connects the streams of the child as soon as there is one. */
export async function runWired(
  request: ProcessRequest,
  standardInput: StandardInput,
  wire: (child: Child) => void,
): Promise<ChildEnding> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    if (deadline.signal.aborted) return endedBefore();
    const child = spawnChild(request, standardInput);
    wire(child);
    request.onStarted?.();
    return { ...(await watched(child, deadline)), why: whyEnded(deadline) };
  } finally {
    deadline.end();
  }
}

function endedBefore(): ChildEnding {
  return { code: undefined, exitCode: undefined, signal: undefined, why: "aborted" };
}

async function watched(child: Child, deadline: Deadline): Promise<Exit> {
  if (child.pid === undefined) return child.ended;
  const letGo = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const cleanUps = [trackGroup(child.pid), endOnAbort(child.pid, deadline.signal, letGo)];
  child.onExit(() => {
    const timer = setTimeout(letGo, afterExitMs);
    cleanUps.push(() => {
      clearTimeout(timer);
    });
  });
  try {
    return await child.ended;
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
