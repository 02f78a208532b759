import { createHash } from "node:crypto";
import type { ProcessRequest, ProcessResult, Processes } from "../../src/world/processes/processes.ts";

/** What a command answers. The first entry that fits counts. */
export interface ProcessAnswer {
  readonly command: string;
  /** All words, in order; left out, any. */
  readonly args?: readonly string[];
  /** Words that must be among the arguments, in this order. */
  readonly including?: readonly string[];
  readonly result: ProcessResult | ((request: ProcessRequest) => ProcessResult | Promise<ProcessResult>);
}

export interface FakeProcesses extends Processes {
  /** Everything that was run, oldest first. */
  readonly requests: readonly ProcessRequest[];
  /** Answers that come before those given at first. */
  answer(...answers: readonly ProcessAnswer[]): void;
}

/** `save` is told what a piped command wrote. */
export function fakeProcesses(
  given: readonly ProcessAnswer[] = [],
  save: (path: string, content: string, mode: number) => void = () => {},
): FakeProcesses {
  const requests: ProcessRequest[] = [];
  let answers = given;
  const run = async (request: ProcessRequest): Promise<ProcessResult> => {
    requests.push(request);
    const answer = answers.find((candidate) => fits(candidate, request));
    if (answer === undefined) throw new Error(`no answer for: ${commandLine(request)}`);
    return typeof answer.result === "function" ? answer.result(request) : answer.result;
  };
  return {
    requests,
    run,
    handOver: run,
    pipe: async (request, { output, onChunk }) => {
      const ended = await run(request);
      const content = Buffer.from("stdout" in ended ? ended.stdout : "");
      await onChunk?.(content);
      if (output !== undefined) save(output.path, content.toString("utf8"), output.mode);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const written = output === undefined ? undefined : { sizeBytes: content.length, sha256 };
      return { ended, written, failure: undefined };
    },
    join: async (from, to, onChunk) => {
      const said = await run(from);
      const stdout = "stdout" in said ? said.stdout : "";
      await onChunk(Buffer.from(stdout));
      return { from: said, to: await run({ ...to, input: stdout }) };
    },
    stream: async (request, onLine) => tellLines(await run(request), onLine),
    answer: (...more) => {
      answers = [...more, ...answers];
    },
  };
}

export function exited(stdout: string, rest: { exitCode?: number; stderr?: string } = {}): ProcessResult {
  return { kind: "exited", exitCode: rest.exitCode ?? 0, stdout, stderr: rest.stderr ?? "" };
}

function commandLine({ command, args }: ProcessRequest): string {
  return [command, ...args].join(" ");
}

function fits({ command, args, including }: ProcessAnswer, request: ProcessRequest): boolean {
  if (command !== request.command) return false;
  if (args !== undefined && args.join("\0") !== request.args.join("\0")) return false;
  return including === undefined || isSubsequence(including, request.args);
}

function isSubsequence(wanted: readonly string[], words: readonly string[]): boolean {
  let next = 0;
  for (const word of words) if (word === wanted[next]) next += 1;
  return next === wanted.length;
}

function tellLines(
  result: ProcessResult,
  onLine: (line: string, from: "stdout" | "stderr") => void,
): ProcessResult {
  if (!("stdout" in result)) return result;
  for (const from of ["stdout", "stderr"] as const) {
    for (const line of result[from].split("\n").filter((text) => text !== "")) onLine(line, from);
  }
  return { ...result, stdout: "", stderr: "" };
}
