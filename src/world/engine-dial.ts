import type DockerModem from "docker-modem";
import { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import type { Readable } from "node:stream";

export interface EngineRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, instead of `body`. */
  readonly file?: Readable;
}

/** Sends a request and gives the answer, whatever its status; rejects when there is none. */
export async function dial(
  modem: DockerModem,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const answer = await send(modem, { ...optionsFor(request), abortSignal: signal });
  if (!(answer instanceof IncomingMessage)) throw new TypeError("docker-modem gave no response");
  return answer;
}

/** Asks to leave HTTP and talk over the bare connection; an answer instead of a connection is a refusal. */
export async function dialAndUpgrade(
  modem: DockerModem,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<IncomingMessage | Duplex> {
  const answer = await send(modem, { ...optionsFor(request), abortSignal: signal, hijack: true });
  if (!(answer instanceof Duplex) && !(answer instanceof IncomingMessage)) {
    throw new TypeError("docker-modem gave neither response nor connection");
  }
  return answer;
}

function send(modem: DockerModem, options: DockerModem.DialOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    modem.dial(options, (error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

function optionsFor({ method, path, query, body, headers, file }: EngineRequest): DockerModem.DialOptions {
  return {
    method,
    path: query === undefined ? path : `${path}?`, // docker-modem appends a query to a question mark only
    options: { _query: query ?? {}, _body: body ?? {} },
    headers: { ...headers },
    isStream: true,
    statusCodes: everyStatus,
    ...(file === undefined ? {} : { file }),
  };
}

/** docker-modem turns other statuses into errors that are made of text; here the status is what counts. */
const everyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 100, true]));
