import * as z from "zod";
import { failed, failedWith, ok, refused } from "./engine-answer.ts";
import type { Connect, EngineConnection } from "./engine-connection.ts";
import { dial, dialAndUpgrade } from "./engine-dial.ts";
import type { EngineRequest } from "./engine-dial.ts";
import type { EngineAnswer } from "../engine.ts";
import { readAll } from "../streams/read-all.ts";
import { parseJson } from "../../parse-json.ts";
import { noDeadline, startDeadline } from "../../processes/deadline.ts";
import type { Deadline } from "../../processes/deadline.ts";
import { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ZodType } from "zod";

/** `timeoutMs` is 30 seconds unless told. */
export interface CallRequest extends EngineRequest {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface EngineReply {
  readonly status: number;
  readonly body: Buffer;
  readonly connection: EngineConnection;
}

const usualTimeoutMs = 30_000;

/** One request and its whole answer; statuses of success, and 304 ("it is so already"), are `ok`. */
export async function call(connect: Connect, request: CallRequest): Promise<EngineAnswer<EngineReply>> {
  const deadline = startDeadline(request.timeoutMs ?? usualTimeoutMs, request.signal);
  try {
    return await withConnection(connect, deadline, async (connection) => {
      const response = await dial(connection.line, request, deadline.signal);
      const body = await readAll(response, deadline.signal);
      const status = response.statusCode ?? 0;
      return isRefusal(status) ? refusalOf(status, body) : ok({ status, body, connection });
    });
  } finally {
    deadline.end();
  }
}

/** As `call`, for an answer that is JSON of a known form. */
export async function ask<T>(
  connect: Connect,
  request: CallRequest,
  schema: ZodType<T>,
): Promise<EngineAnswer<T>> {
  const reply = await call(connect, request);
  if (reply.kind === "failed") return reply;
  const parsed = schema.safeParse(parseJson(reply.value.body.toString("utf8")));
  if (parsed.success) return ok(parsed.data);
  return refused(reply.value.status, `${request.path}: an answer of unknown form: ${parsed.error.message}`);
}

/** The answer as a stream, which lasts until it ends or the signal aborts. */
export function open(
  connect: Connect,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<EngineAnswer<IncomingMessage>> {
  return withConnection(connect, noDeadline(signal), async ({ line }) => {
    const response = await dial(line, request, signal);
    const status = response.statusCode ?? 0;
    return isRefusal(status) ? refusalOf(status, await readAll(response, signal)) : ok(response);
  });
}

/** A connection both sides write to. */
export function upgrade(
  connect: Connect,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<EngineAnswer<Duplex>> {
  return withConnection(connect, noDeadline(signal), async ({ line }) => {
    const answer = await dialAndUpgrade(line, request, signal);
    if (!(answer instanceof IncomingMessage)) return ok(answer);
    return refusalOf(answer.statusCode ?? 0, await readAll(answer, signal));
  });
}

async function withConnection<T>(
  connect: Connect,
  deadline: Deadline,
  talk: (connection: EngineConnection) => Promise<EngineAnswer<T>>,
): Promise<EngineAnswer<T>> {
  const connection = await connect(deadline);
  if (connection.kind === "failed") return connection;
  try {
    return await talk(connection.value);
  } catch (error) {
    return failedWith(error, connection.value.address.url, deadline);
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 || status < 200;
}

const schema = z.object({ message: z.string() });

/** The engine said no: 404 is told apart, as what to do differs; the message is the engine's, word for word. */
function refusalOf(status: number, body: Buffer): EngineAnswer<never> {
  const text = body.toString("utf8").trim();
  const said = schema.safeParse(parseJson(text)).data?.message ?? text;
  const message = said === "" ? `it answered with HTTP ${String(status)} and no word` : said;
  return status === 404 ? failed("not-found", message) : refused(status, message);
}
