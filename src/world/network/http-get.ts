import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { connectAnswerFor } from "./connect.ts";
import { startDeadline } from "../processes/deadline.ts";
import type { HttpAnswer, HttpRequest } from "./network.ts";
import { errorCode } from "../system-error.ts";

const bodyLimitBytes = 256 * 1024;

/** One GET, redirections not followed; a longer body is cut after 256 KiB. */
export async function httpGet(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    const response = await ask(request, deadline.signal);
    return { kind: "answered", status: response.statusCode ?? 0, body: await readBody(response) };
  } catch (error) {
    if (!deadline.signal.aborted) return { kind: "failed", reason: reasonFor(error) };
    return { kind: "failed", reason: deadline.hasPassed() ? "timed-out" : "aborted" };
  } finally {
    deadline.end();
  }
}

function ask(request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = new URL(request.url);
    // Certificates of containers name the host they are meant for, never the address they are probed at.
    const options = {
      headers: request.headers ?? {},
      agent: false,
      signal,
      rejectUnauthorized: false,
    } as const;
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    send(url, options, resolve).on("error", reject).end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bodyLimitBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString("utf8");
}

function reasonFor(error: unknown): Extract<HttpAnswer, { kind: "failed" }>["reason"] {
  return errorCode(error)?.startsWith("HPE_") === true ? "not-http" : connectAnswerFor(error);
}
