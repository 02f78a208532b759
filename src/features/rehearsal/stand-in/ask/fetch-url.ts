import type { Connected } from "./connect.ts";
import { converse } from "./converse.ts";

export interface UrlRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

export type UrlAnswer =
  | {
      readonly kind: "answered";
      /** Status line and headers, as they came. */
      readonly head: string;
      readonly status: number;
      readonly reason: string;
      readonly location: string | undefined;
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly reason: Connected | "not-http" | "bad-url" | "tls" };

/** HTTP/1.0 over a plain socket: node:http would cost each check a third more time. */
export async function fetchUrl(request: UrlRequest): Promise<UrlAnswer> {
  const url = parseUrl(request.url);
  if (url === undefined) return { kind: "failed", reason: "bad-url" };
  if (url.protocol !== "http:") return { kind: "failed", reason: "tls" };
  const heard = await converse({
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || "80"),
    say: words(request, url),
    timeoutMs: request.timeoutMs,
    enough: () => false,
  });
  return heard.kind === "failed" ? heard : parseAnswer(heard.bytes.toString());
}

function parseUrl(text: string): URL | undefined {
  const whole = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  return URL.canParse(whole) ? new URL(whole) : undefined;
}

function words({ method, headers, body }: UrlRequest, url: URL): string {
  const length = body === undefined ? [] : [`Content-Length: ${String(Buffer.byteLength(body))}`];
  const head = [
    `${method} ${url.pathname}${url.search} HTTP/1.0`,
    `Host: ${url.host}`,
    ...headers,
    ...length,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

function parseAnswer(text: string): UrlAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [, status, reason = ""] = /^HTTP\/1\.[01] (\d{3}) ?(.*)/.exec(head) ?? [];
  if (status === undefined) return { kind: "failed", reason: "not-http" };
  const location = /^location: *(.*)$/im.exec(head)?.[1]?.trim();
  return {
    kind: "answered",
    head,
    status: Number(status),
    reason: reason.trim(),
    location,
    body: rest.join("\r\n\r\n"),
  };
}
