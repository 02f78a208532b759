import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What one run of a command took. */
export interface Timed {
  readonly wallMs: number;
  /** Of the command and of every child it waited for. */
  readonly cpuMs: number;
  /** Of the command itself, without its children. */
  readonly peakBytes: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TimedOptions {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const betweenLooksMs = 25;

/** The shell's `times` tells what its children took; nothing else on a plain machine does. */
const script = '"$@" & pid=$!; echo $pid >&3; wait $pid; code=$?; times >&3; exit $code';

/** Runs a command to its end, and measures it. */
export async function timed(words: readonly string[], options: TimedOptions): Promise<Timed> {
  const began = performance.now();
  const child = spawn("sh", ["-c", script, "sh", ...words], {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const heard = ["", "", "", ""];
  let peakBytes = 0;
  for (const number of [1, 2, 3]) {
    child.stdio[number]?.on("data", (chunk: Buffer) => {
      heard[number] += chunk.toString("utf8");
    });
  }
  const looking = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(heard[3]?.split("\n")[0] ?? ""));
  }, betweenLooksMs);
  const exitCode = await new Promise<number>((resolve) => {
    child.once("close", (code) => resolve(code ?? -1));
  });
  clearInterval(looking);
  const wallMs = performance.now() - began;
  return {
    wallMs,
    cpuMs: childrenMs(heard[3] ?? ""),
    peakBytes,
    exitCode,
    stdout: heard[1] ?? "",
    stderr: heard[2] ?? "",
  };
}

/** The high-water mark only rises: the last look before the end has it. */
function peakOf(processId: string): number {
  if (processId === "") return 0;
  try {
    const status = readFileSync(`/proc/${processId}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The second line of `times`: `0m0.120000s 0m0.040000s`, of all children. */
function childrenMs(said: string): number {
  const parts = [...(said.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/gu)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
}
