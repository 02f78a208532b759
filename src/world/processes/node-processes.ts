import { runInTerminal } from "./run-in-terminal.ts";
import type { Interruption } from "../terminal/interruption.ts";
import { splitLines } from "./line-splitter.ts";
import type { ProcessRequest, ProcessResult, Processes } from "./processes.ts";
import { processResult, runChild } from "./run-child.ts";
import type { ChildEnding } from "./run-child.ts";

export function nodeProcesses(interruption: Interruption): Processes {
  return {
    run,
    stream,
    pipe: async (request, plumbing) => (await import("./pipe-child.ts")).pipeChild(request, plumbing),
    join: async (from, to, onChunk) => (await import("./join-children.ts")).joinChildren(from, to, onChunk),
    handOver: (request) => interruption.leaveToChild(() => runInTerminal(request)),
  };
}

/** The models of the largest projects take some megabytes. */
const longestAnswerBytes = 64 * 2 ** 20;

async function run(request: ProcessRequest): Promise<ProcessResult> {
  const chunks = { stdout: new Array<Uint8Array>(), stderr: new Array<Uint8Array>() };
  const lengths = { stdout: 0, stderr: 0 };
  const ending = await listen(request, (chunk, from) => {
    lengths[from] += chunk.length;
    if (lengths[from] > longestAnswerBytes) return "enough";
    chunks[from].push(chunk);
    return "go on";
  });
  if (Math.max(lengths.stdout, lengths.stderr) > longestAnswerBytes)
    return { kind: "endless", stdout: "", stderr: "" };
  const text = (from: "stdout" | "stderr"): string => Buffer.concat(chunks[from]).toString("utf8");
  return processResult(ending, text("stdout"), text("stderr"));
}

async function stream(
  request: ProcessRequest,
  onLine: (line: string, from: "stdout" | "stderr") => void,
): Promise<ProcessResult> {
  const splitters = {
    stdout: splitLines((line) => {
      onLine(line, "stdout");
    }),
    stderr: splitLines((line) => {
      onLine(line, "stderr");
    }),
  };
  const ending = await listen(request, (chunk, from) => {
    splitters[from].write(chunk);
    return "go on";
  });
  splitters.stdout.end();
  splitters.stderr.end();
  return processResult(ending, "", "");
}

/** With `enough` its stream is closed, which ends whoever goes on to write; its time limit ends who heeds nothing. */
function listen(
  request: ProcessRequest,
  onChunk: (chunk: Uint8Array, from: "stdout" | "stderr") => "go on" | "enough",
): Promise<ChildEnding> {
  const standardInput = request.input === undefined ? "ignore" : { text: request.input };
  return runChild(request, standardInput, (child) => {
    for (const from of ["stdout", "stderr"] as const) {
      child[from].on("data", (chunk: Uint8Array) => {
        if (onChunk(chunk, from) === "enough") child[from].destroy();
      });
    }
  });
}
