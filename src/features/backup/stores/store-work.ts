import type { Result } from "../../../world/result.ts";
import { lastLine } from "../../../core/secrets/clients/store-client.ts";
import type { EngineInfo, ExecResult } from "../../../world/engine/engine.ts";
import type { Piped, Plumbing } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";

/** What working on data stores needs: the world, which engine it is, and when to stop. */
export interface StoreWork {
  readonly world: World;
  readonly engine: EngineInfo;
  readonly signal: AbortSignal;
}

export interface StoreScript {
  readonly containerId: string;
  /** A shell script; its arguments are no secrets. What is secret it reads inside the container. */
  readonly script: string;
  readonly args: readonly string[];
  readonly shell?: "sh" | "bash";
}

/** Counting a large table, saving a large set: nobody waits longer. */
const longestMs = 3_600_000;

/** Runs a script in a container and waits for its words. */
export async function askStore(
  { world, signal }: StoreWork,
  { containerId, script, args, shell = "sh" }: StoreScript,
  input?: string,
): Promise<StoreAnswer> {
  const answer = await world.engine.exec({
    containerId,
    command: [shell, "-c", script, shell, ...args],
    environment: { LC_ALL: "C" },
    ...(input === undefined ? {} : { input }),
    timeoutMs: longestMs,
    signal,
  });
  if (signal.aborted) return { kind: "failed", error: "interrupted" };
  return answer.kind === "failed" ? { kind: "failed", error: answer.error.message } : judged(answer.value);
}

export type StoreAnswer = Result<{ readonly stdout: string; readonly stderr: string }, string>;

/** Runs a script in a container with a file at either end: through the docker CLI, which heeds a slow disk. */
export async function pipeStore(
  work: StoreWork,
  { containerId, script, args, shell = "sh" }: StoreScript,
  plumbing: Plumbing,
): Promise<StoreAnswer & { readonly written: Piped["written"] }> {
  const exec = ["exec", "-i", "-e", "LC_ALL=C", containerId, shell, "-c", script, shell, ...args];
  return pipeDocker(work, exec, plumbing);
}

/** As `pipeStore`, for any command of the docker CLI. */
export async function pipeDocker(
  { world, engine, signal }: StoreWork,
  words: readonly string[],
  plumbing: Plumbing,
): Promise<StoreAnswer & { readonly written: Piped["written"] }> {
  const args = [...dockerWords(engine), ...words];
  const piped = await world.processes.pipe({ command: "docker", args, signal }, plumbing);
  const answer = judgedPipe(piped);
  return { ...answer, written: answer.kind === "ok" ? piped.written : undefined };
}

/** The same engine for the CLI: by itself it may know another one. */
export function dockerWords({ address }: EngineInfo): readonly string[] {
  return address.startsWith("unix://") ? ["--host", address] : [];
}

function judged(result: ExecResult): StoreAnswer {
  if (result.kind === "timed-out") return { kind: "failed", error: "it took longer than an hour" };
  const { exitCode, stdout, stderr } = result;
  if (exitCode === 0) return { kind: "ok", value: { stdout, stderr } };
  return { kind: "failed", error: lastLine(stderr) || lastLine(stdout) || `exit code ${String(exitCode)}` };
}

function judgedPipe({ ended, failure }: Piped): StoreAnswer {
  if (failure !== undefined) return { kind: "failed", error: failure.reason };
  switch (ended.kind) {
    case "exited":
      if (ended.exitCode === 0) return { kind: "ok", value: { stdout: "", stderr: ended.stderr } };
      return { kind: "failed", error: lastLine(ended.stderr) || `exit code ${String(ended.exitCode)}` };
    case "aborted":
      return { kind: "failed", error: "interrupted" };
    case "killed":
    case "timed-out":
    case "endless":
      return { kind: "failed", error: lastLine(ended.stderr) || ended.kind };
    case "not-found":
    case "not-permitted":
      return { kind: "failed", error: "docker could not be run" };
  }
}
