import { connect as open } from "node:net";

export type Connected = "open" | "refused" | "timed-out" | "unresolved";

export function connect(host: string, port: number, timeoutMs: number): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = open({ host, port });
    const end = (answer: Connected): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end("timed-out"));
    socket.on("connect", () => end("open"));
    socket.on("error", (error) => end(connectFailure(error)));
  });
}

export function connectFailure(error: Error): Connected {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unresolved";
  return code === "ETIMEDOUT" ? "timed-out" : "refused";
}
