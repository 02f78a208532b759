import { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { buildMany } from "docker-compose";
import { projectWords } from "./compose-words.ts";
import type { ComposeProject } from "./compose.ts";
import type { ProcessResult } from "../processes/processes.ts";
import { errorCode } from "../system-error.ts";

export interface BuildRequest {
  readonly project: ComposeProject;
  readonly services: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export async function buildServices(request: BuildRequest): Promise<ProcessResult> {
  const { project, services, environment, signal } = request;
  if (signal.aborted) return { kind: "aborted", stdout: "", stderr: "" };
  const { answer, child } = childOf(() =>
    buildMany([...services], {
      composeOptions: ["--progress", "plain", ...projectWords(project)],
      env: { ...environment },
    }),
  );
  // the package leaves it open, and Compose may ask something there
  child?.stdin?.on("error", () => undefined).end();
  const end = (): void => void child?.kill("SIGTERM");
  signal.addEventListener("abort", end);
  const ending = await answer.catch(refusal);
  signal.removeEventListener("abort", end);
  if (ending === "not-found") return { kind: "not-found" };
  const { exitCode, out: stdout, err: stderr } = ending;
  if (signal.aborted) return { kind: "aborted", stdout, stderr };
  return exitCode === null
    ? { kind: "killed", signal: child?.signalCode ?? "SIGTERM", stdout, stderr }
    : { kind: "exited", exitCode, stdout, stderr };
}

/** The package does not hand out its child, without which it could not be cancelled; Node itself tells of each. */
function childOf<Answer>(start: () => Answer): {
  readonly answer: Answer;
  readonly child: ChildProcess | undefined;
} {
  let child: ChildProcess | undefined;
  const hear = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("process" in message)) return;
    if (message.process instanceof ChildProcess) child = message.process;
  };
  subscribe("child_process", hear);
  try {
    return { answer: start(), child };
  } finally {
    unsubscribe("child_process", hear);
  }
}

interface Ending {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A non-zero exit is rejected with a plain object; anything else is an error of this program. */
function refusal(reason: unknown): Ending | "not-found" {
  if (errorCode(reason) === "ENOENT") return "not-found";
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
