import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { undocumented } from "./documented-output.ts";

/** The built program, as `npx stack` runs it. */
export const programPath = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bin", "stack.js");

export interface ProgramRequest {
  readonly words: readonly string[];
  readonly directory: string;
  /** Added to a bare environment: PATH, HOME and what leads to the engine. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Only root can run it as somebody else. */
  readonly userId?: number;
  /** After that long it is killed: no test waits for ever. */
  readonly withinMs?: number;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export interface RunningProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far, both streams, has the text; rejects when the program ends without it. */
  said(text: string): Promise<void>;
  /** Resolves when it has told so many lines, or has ended. */
  told(lines: number): Promise<void>;
}

export async function runProgram(request: ProgramRequest): Promise<Ended> {
  return startProgram(request).ended;
}

export function startProgram(request: ProgramRequest): RunningProgram {
  const began = performance.now();
  const child = spawn(process.execPath, [programPath, ...request.words], {
    cwd: request.directory,
    env: { ...bareEnvironment(), ...request.environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: request.withinMs ?? 240_000,
    killSignal: "SIGKILL",
    ...(request.userId === undefined ? {} : { uid: request.userId, gid: request.userId }),
  });
  const heard = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const from of ["stdout", "stderr"] as const) {
    child[from].setEncoding("utf8").on("data", (chunk: string) => {
      heard[from] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      const complaint = undocumented(request.words, heard.stdout);
      if (complaint !== undefined) reject(new Error(complaint));
      resolve({ exitCode, signal, ...heard, tookMs: performance.now() - began });
    });
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!heard.stdout.includes(text) && !heard.stderr.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then((end) =>
        reject(new Error(`ended without saying "${text}": ${end.stderr}${end.stdout}`)),
      );
    });
  const told = (lines: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (heard.stdout.split("\n").length > lines) resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => resolve());
    });
  return { process: child, ended, said, told };
}

function bareEnvironment(): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    ([name]) => name === "PATH" || name === "HOME" || name.startsWith("DOCKER_"),
  );
  return Object.fromEntries(passed.map(([name, value]) => [name, value ?? ""]));
}
