import type { ProcessResult } from "./processes.ts";

/** How a child ended, as far as Node tells. */
export interface ChildEnding {
  readonly code: string | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly why: "by-itself" | "timed-out" | "aborted";
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
