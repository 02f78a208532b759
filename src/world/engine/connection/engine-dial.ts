import { request as open } from "node:http";
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream";
import type { EngineLine } from "../streams/engine-line.ts";

export interface EngineRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, instead of `body`: an archive. */
  readonly file?: Readable;
}

/**
 * Sends a request and gives the answer, whatever its status; rejects when there is none. By Node's own client, which
 * is on the way of every start: a package for it takes longer to load than the first answer takes to come.
 */
export function dial(
  line: EngineLine,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = open(optionsFor(line, request, signal));
    sent.on("error", reject);
    sent.once("response", resolve);
    send(sent, request);
  });
}

/** Asks to leave HTTP and talk over the bare connection; an answer instead of a connection is a refusal. */
export function dialAndUpgrade(
  line: EngineLine,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<IncomingMessage | Duplex> {
  return new Promise((resolve, reject) => {
    const headers = { ...request.headers, Connection: "Upgrade", Upgrade: "tcp" };
    const sent = open(optionsFor(line, { ...request, headers }, signal));
    sent.on("error", reject);
    sent.once("response", resolve);
    sent.once("upgrade", (_response, connection, early) => {
      // what came with the answer is the first of the stream
      if (early.length > 0) connection.unshift(early);
      resolve(connection);
    });
    send(sent, request);
  });
}

function optionsFor(
  { agent, prefix }: EngineLine,
  { method, path, query, body, headers, file }: EngineRequest,
  signal: AbortSignal,
): RequestOptions {
  const type = file === undefined ? "application/json" : "application/x-tar";
  return {
    agent,
    method,
    path: `${prefix}${path}${query === undefined ? "" : `?${queryText(query)}`}`,
    headers: { ...(body === undefined && file === undefined ? {} : { "Content-Type": type }), ...headers },
    signal,
  };
}

function queryText(query: NonNullable<EngineRequest["query"]>): string {
  const texts = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(texts).toString();
}

function send(request: ClientRequest, { body, file }: EngineRequest): void {
  if (file === undefined) request.end(body === undefined ? undefined : JSON.stringify(body));
  // an error on either side is told by the request
  else pipeline(file, request, () => undefined);
}
