import type { ConnectAnswer } from "./network.ts";
import { errorCode } from "../system-error.ts";

const answers: Readonly<Record<string, ConnectAnswer>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "timed-out",
};

/** What a failed connection means to someone who waits for it. */
export function connectAnswerFor(error: unknown): ConnectAnswer {
  return answers[errorCode(error) ?? ""] ?? "unreachable";
}
