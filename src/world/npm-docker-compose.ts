import { buildMany } from "docker-compose";
import { projectWords } from "./compose-words.ts";
import type { ComposeProject } from "./compose.ts";
import type { ProcessResult } from "./processes.ts";

export interface BuildRequest {
  readonly project: ComposeProject;
  readonly services: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * The package cannot cancel, and leaves its child's standard input open. So a shell starts Compose in its place: it
 * says its process id first, which Compose keeps by `exec`, and closes the input.
 */
const viaShell = {
  executablePath: "/bin/sh",
  options: ["-c", 'echo "$$" >&2; exec docker "$@" </dev/null', "docker"],
};

const shellFoundNoDocker = 127;

export async function buildServices(request: BuildRequest): Promise<ProcessResult> {
  const { project, services, environment, signal } = request;
  if (signal.aborted) return { kind: "aborted", stdout: "", stderr: "" };
  const child = followChild(signal);
  const ending = await buildMany([...services], {
    executable: viaShell,
    composeOptions: ["--progress", "plain", ...projectWords(project)],
    env: { ...environment },
    callback: child.hear,
  }).catch(refusal);
  child.letGo();
  const stderr = ending.err.replace(/^\d+\n/, "");
  if (signal.aborted) return { kind: "aborted", stdout: ending.out, stderr };
  if (ending.exitCode === shellFoundNoDocker) return { kind: "not-found" };
  return ending.exitCode === null
    ? { kind: "killed", signal: "SIGTERM", stdout: ending.out, stderr }
    : { kind: "exited", exitCode: ending.exitCode, stdout: ending.out, stderr };
}

interface Ending {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A non-zero exit is rejected with a plain object; anything else (no shell) is an error of this program. */
function refusal(reason: unknown): Ending {
  if (!isEnding(reason)) throw reason;
  return reason;
}

function isEnding(reason: unknown): reason is Ending {
  return (
    typeof reason === "object" &&
    reason !== null &&
    "exitCode" in reason &&
    "out" in reason &&
    "err" in reason
  );
}

function followChild(signal: AbortSignal) {
  let processId: number | undefined;
  const end = (): void => {
    if (signal.aborted && processId !== undefined) endProcess(processId);
  };
  signal.addEventListener("abort", end);
  return {
    hear: (chunk: Uint8Array, from?: "stdout" | "stderr") => {
      if (from !== "stderr" || processId !== undefined) return;
      processId = Number.parseInt(Buffer.from(chunk).toString("utf8"), 10);
      end();
    },
    letGo: () => {
      signal.removeEventListener("abort", end);
    },
  };
}

function endProcess(processId: number): void {
  try {
    process.kill(processId, "SIGTERM");
  } catch {
    // it has ended meanwhile
  }
}
