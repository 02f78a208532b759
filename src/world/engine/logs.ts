import { ok, refused } from "./connection/engine-answer.ts";
import { call, open } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { EngineAnswer, LogLine, LogOptions } from "./engine.ts";
import { readLogLines } from "./streams/log-lines.ts";
import { readEach } from "./streams/read-all.ts";

export async function readLogs(
  connect: Connect,
  containerId: string,
  options: LogOptions,
): Promise<EngineAnswer<readonly LogLine[]>> {
  const reply = await call(connect, requestFor(containerId, options, false));
  if (reply.kind === "failed") return reply;
  const lines: LogLine[] = [];
  let failure = "";
  const reader = readLogLines({
    onLine: (line) => lines.push(line),
    onFailure: (message) => {
      failure = message;
    },
  });
  reader.write(reply.value.body);
  reader.end();
  return failure === "" || lines.length > 0 ? ok(lines) : refused(reply.value.status, failure);
}

export async function followLogs(
  connect: Connect,
  containerId: string,
  options: LogOptions & { readonly signal: AbortSignal },
  onLine: (line: LogLine) => void,
): Promise<EngineAnswer<"ended">> {
  const response = await open(connect, requestFor(containerId, options, true), options.signal);
  if (response.kind === "failed") return options.signal.aborted ? ok("ended") : response;
  let failure = "";
  const onFailure = (message: string): void => {
    failure = message;
  };
  const reader = readLogLines({ onLine, onFailure });
  await readEach(response.value, options.signal, reader.write).catch(() => undefined);
  reader.end();
  return failure === "" ? ok("ended") : refused(response.value.statusCode ?? 0, failure);
}

function requestFor(containerId: string, { tail, since }: LogOptions, follow: boolean) {
  return {
    method: "GET",
    path: `/containers/${encodeURIComponent(containerId)}/logs`,
    query: {
      stdout: true,
      stderr: true,
      timestamps: true,
      follow,
      tail: tail ?? "all",
      ...(since === undefined ? {} : { since: since.getTime() / 1000 }),
    },
  } as const;
}
