import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP } from "node:net";
import { connectAnswerFor } from "./connect.ts";
import { startDeadline } from "../processes/deadline.ts";
import type { HttpAnswer, HttpRequest } from "./network.ts";
import { errorCode } from "../system-error.ts";

const bodyLimitBytes = 4 * 1024 ** 2;

/** One GET, redirections not followed; a longer body is cut after 4 MiB, and said to be. */
export async function httpGet(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    const response = await ask(request, deadline.signal);
    return { kind: "answered", status: response.statusCode ?? 0, ...(await readBody(response)) };
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
    const options = {
      headers: request.headers ?? {},
      agent: false,
      signal,
      rejectUnauthorized: !isPrivateHost(url.hostname),
    } as const;
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    send(url, options, resolve).on("error", reject).end();
  });
}

/**
 * This machine, or one of a network of its own. Certificates of containers name the host they are meant for, never the
 * address they are probed at; of anybody else a certificate that nobody vouches for says that it is not who is meant.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/u, "$1");
  const family = isIP(host);
  if (family === 0) return host === "localhost" || host.endsWith(".localhost");
  return ownAddresses.check(host, family === 4 ? "ipv4" : "ipv6");
}

const ownAddresses = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const)
  ownAddresses.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  ownAddresses.addSubnet(network, bits, "ipv6");

/** Throws where the connection ends before its body does. */
async function readBody(
  response: IncomingMessage,
): Promise<{ readonly body: string; readonly isCut?: true }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > bodyLimitBytes) break;
  }
  const body = Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString("utf8");
  return length > bodyLimitBytes ? { body, isCut: true } : { body };
}

function reasonFor(error: unknown): Extract<HttpAnswer, { kind: "failed" }>["reason"] {
  const code = errorCode(error) ?? "";
  if (code.startsWith("HPE_")) return "not-http";
  return untrusted.test(code) ? "untrusted" : connectAnswerFor(error);
}

/** As Node and OpenSSL name what is wrong with a certificate. */
const untrusted =
  /CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/u;
