import type { Deadline } from "../../processes/deadline.ts";
import type { EngineAnswer, EngineFailure } from "../engine.ts";
import { systemErrorOf } from "../../system-error.ts";

export function ok<T>(value: T): EngineAnswer<T> {
  return { kind: "ok", value };
}

export function failed(
  kind: Exclude<EngineFailure["kind"], "refused">,
  message: string,
): EngineAnswer<never> {
  return { kind: "failed", error: { kind, message } };
}

/** `message` is the engine's own; status 0 stands for a refusal on this side of the wire. */
export function refused(status: number, message: string): EngineAnswer<never> {
  return { kind: "failed", error: { kind: "refused", status, message } };
}

/** What it means that a request to the engine got no answer. */
export function failedWith(error: unknown, url: string, deadline: Deadline): EngineAnswer<never> {
  if (deadline.hasPassed()) {
    const limit = `${String(deadline.limitMs / 1000)} s`;
    return failed("timed-out", `the Docker Engine at ${url} did not answer within ${limit}`);
  }
  if (deadline.signal.aborted) return failed("aborted", "interrupted");
  const { code, reason } = systemErrorOf(error);
  const isDenied = code === "EACCES" || code === "EPERM";
  return failed(isDenied ? "not-permitted" : "unreachable", `${url}: ${reason}${openedFile(error)}`);
}

/** The certificate that is missing. */
function openedFile(error: unknown): string {
  const isOpening =
    error instanceof Error && "syscall" in error && error.syscall === "open" && "path" in error;
  return isOpening ? ` (${String(error.path)})` : "";
}
