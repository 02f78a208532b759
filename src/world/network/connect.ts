import type { ConnectAnswer, ConnectRequest } from "./network.ts";
import { startDeadline } from "../processes/deadline.ts";
import { errorCode } from "../system-error.ts";
import { connect as openSocket } from "node:net";
import type { Socket } from "node:net";

/** Connects and looks whether the connection lives: a published port accepts before anything listens behind it. */
export async function connectAndSettle(request: ConnectRequest): Promise<ConnectAnswer> {
  if (request.signal.aborted) return "aborted";
  const deadline = startDeadline(request.timeoutMs, request.signal);
  const socket = openSocket({ host: request.address, port: request.port });
  try {
    return await new Promise<ConnectAnswer>((resolve) => {
      deadline.signal.addEventListener("abort", () => {
        resolve(deadline.hasPassed() ? "timed-out" : "aborted");
      });
      watch(socket, request.settleMs, resolve);
    });
  } finally {
    deadline.end();
    socket.destroy();
  }
}

function watch(socket: Socket, settleMs: number, tell: (answer: ConnectAnswer) => void): void {
  let timer: NodeJS.Timeout | undefined;
  socket.once("connect", () => {
    timer = setTimeout(() => {
      tell("open");
    }, settleMs);
  });
  socket.on("error", (error) => {
    tell(connectAnswerFor(error));
  });
  socket.once("close", () => {
    clearTimeout(timer);
    tell("reset");
  });
  socket.resume(); // an end that nobody reads is never told
}

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
